/** Gene sets over-represented among the top genes of each topic. */
process ORA {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'small'

    input:
    tuple val(key), path(model), path(gene_sets, stageAs: 'gene_sets/*')

    output:
    tuple val(key), path('*.{json,tsv}'), emit: files

    script:
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm ora --model ${model} --gene-sets '${gene_sets}' ${key.metric} \\
        --output ora.json --table ora.tsv \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    echo '{}' > ora.json
    touch ora.tsv
    echo '{"tool": "ora", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
