/** Trains one model with one seed; never sees labels. A view that the model does not read is an empty list. */
process TRAIN {
    tag "${key.dataset} ${key.model} seed ${key.seed} ${key.train}"
    label 'large'

    input:
    tuple val(key), path(dataset), path(external), path(neighbors)

    output:
    tuple val(key), path('model.h5ad'), emit: model, optional: true
    tuple val(key), path('{model.h5ad,*.json}'), emit: files

    script:
    def views = (external ? "--external ${external} " : '') + (neighbors ? "--neighbors-file ${neighbors}" : '')
    """
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm train --dataset ${dataset} ${views} \\
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
