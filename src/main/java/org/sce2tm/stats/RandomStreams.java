package org.sce2tm.stats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Independent named streams of random numbers under one seed: a new draw in one place moves nothing elsewhere.
 *
 * @param seed any whole number
 */
public record RandomStreams(long seed) {
    /** A new generator at the beginning of the named stream; the same seed and name give the same numbers. */
    public UniformRandomProvider stream(String name) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest((seed + "/" + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        long[] state = new long[4];
        ByteBuffer.wrap(digest).asLongBuffer().get(state);
        return RandomSource.XO_SHI_RO_256_PP.create(state);
    }
}
