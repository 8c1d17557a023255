/** Coherence, diversity and quality of the topics. */
process METRIC_TC {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'small'

    input:
    tuple val(key), path(model), path(gene_sets, stageAs: 'gene_sets/*')

    output:
    tuple val(key), path('*.{json,tsv}'), emit: files

    script:
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm metric-tc --model ${model} --gene-sets '${gene_sets ?: ''}' ${key.metric} \\
        --output metric-tc.json --table topics.tsv \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    echo '{}' > metric-tc.json
    touch topics.tsv
    echo '{"tool": "metric-tc", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
