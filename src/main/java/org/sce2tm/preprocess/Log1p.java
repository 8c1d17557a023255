package org.sce2tm.preprocess;

/** Whether log(1 + x) is taken. */
public enum Log1p {
    /** Of integer counts; other values are taken for logs already. */
    AUTO,
    YES,
    NO
}
