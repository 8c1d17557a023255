/** Gene sets enriched along each topic's ranking of all genes. */
process GSEA {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'medium'

    input:
    tuple val(key), path(model), path(gene_sets, stageAs: 'gene_sets/*')

    output:
    tuple val(key), path('*.{json,tsv}'), emit: files

    script:
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm gsea --model ${model} --gene-sets '${gene_sets}' ${key.metric} \\
        --output gsea.json --table gsea.tsv \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    echo '{}' > gsea.json
    touch gsea.tsv
    echo '{"tool": "gsea", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
