/** The second view: a given embedding matched to the cells, or a stand-in made from the data themselves. */
process EMBED_IMPORT {
    tag "${key.dataset}"
    label 'small'

    input:
    tuple val(key), path(dataset), path(embedding, stageAs: 'embedding/*')

    output:
    tuple val(key), path("${key.dataset}.external.h5ad"), emit: external, optional: true
    tuple val(key), path('*.{external.h5ad,json}'), emit: files

    script:
    def source = embedding ? "--embedding '${embedding}'" : '--stand-in pca'
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm embed-import --dataset ${dataset} ${source} ${key.embed} \\
        --output ${key.dataset}.external.h5ad --json embed-import.json \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    touch ${key.dataset}.external.h5ad
    echo '{}' > embed-import.json
    echo '{"tool": "embed-import", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
