/**
 * Trains one model with one seed. What the model does not read is an empty list, no number of types an empty text. Of the
 * labels a method sees their number at most; the labels go to the control that is made of them.
 */
process TRAIN {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'large'

    input:
    tuple val(key), path(dataset), path(external), path(neighbors), path(labels, stageAs: 'labels/*'), path(gene_sets, stageAs: 'gene_sets/*'), val(types)

    output:
    tuple val(key), path('model.h5ad'), emit: model, optional: true
    tuple val(key), path('{model.h5ad,*.json}'), emit: files

    script:
    def given = [
        external ? "--external ${external}" : '',
        neighbors ? "--neighbors-file ${neighbors}" : '',
        labels ? "--labels ${labels}" : '',
        gene_sets ? "--gene-sets '${gene_sets}'" : '',
        types.toString() ? "--types ${types}" : '',
    ].findAll { option -> option }.join(' ')
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm train --dataset ${dataset} ${given} \\
        --model ${key.model} --seed ${key.seed} ${key.train} --output model.h5ad --json train.json \\
        --threads ${task.cpus} --status-file status.json
    """

    stub:
    """
    touch model.h5ad
    echo '{}' > train.json
    echo '{"tool": "train", "status": "done", "exit_code": 0, "reason": ""}' > status.json
    """
}
