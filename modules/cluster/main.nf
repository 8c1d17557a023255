/** Clusters the embedding, compares clusters and topics with the labels, lays the cells out in two dimensions. */
process CLUSTER {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'medium'

    input:
    tuple val(key), path(model), path(labels)

    output:
    tuple val(key), path('*.{json,tsv}'), emit: files

    script:
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm cluster --model ${model} --labels ${labels} ${key.cluster} \\
        --output cluster.json --clusters clusters.tsv --umap umap.tsv \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    echo '{}' > cluster.json
    touch clusters.tsv umap.tsv
    echo '{"tool": "cluster", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
