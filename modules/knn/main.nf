/** Each cell's mutual neighbors in either view. */
process KNN {
    tag "${key.dataset}"
    label 'medium'

    input:
    tuple val(key), path(dataset), path(external)

    output:
    tuple val(key), path("${key.dataset}.neighbors.h5ad"), emit: neighbors, optional: true
    tuple val(key), path('*.{neighbors.h5ad,json}'), emit: files

    script:
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm knn --dataset ${dataset} --external ${external} ${key.knn} \\
        --output ${key.dataset}.neighbors.h5ad --json knn.json \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    touch ${key.dataset}.neighbors.h5ad
    echo '{}' > knn.json
    echo '{"tool": "knn", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
