/** Any expression file -> log1p matrix of the selected genes, and the labels in a file of their own. */
process PREPROCESS {
    tag "${key.dataset}"
    label 'medium'

    input:
    tuple val(key), path(expression, stageAs: 'input/*'), path(labels, stageAs: 'labels/*')

    output:
    tuple val(key), path("${key.dataset}.h5ad"), path("${key.dataset}.labels.tsv"), path('preprocess.json'), emit: dataset, optional: true
    tuple val(key), path('*.{h5ad,tsv,json}'), emit: files

    script:
    def given = labels ? "--labels '${labels}'" : ''
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm preprocess --input '${expression}' --dataset ${key.dataset} \\
        ${given} ${key.preprocess} \\
        --output ${key.dataset}.h5ad --labels-output ${key.dataset}.labels.tsv --json preprocess.json \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    touch ${key.dataset}.h5ad ${key.dataset}.labels.tsv
    echo '{}' > preprocess.json
    echo '{"tool": "preprocess", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
