/*
 * scE2TM: data sets x settings x seeds -> trained models -> metrics -> one report.
 * A task's key is a map of all that determines its result (modules/tables.nf); tasks are joined by keys, never by order.
 */
include { readPlan ; argumentColumns ; csvLine ; cells } from './modules/tables.nf'
include { PREPROCESS } from './modules/preprocess/main.nf'
include { EMBED_IMPORT } from './modules/embed-import/main.nf'
include { KNN } from './modules/knn/main.nf'
include { TRAIN } from './modules/train/main.nf'
include { CLUSTER } from './modules/cluster/main.nf'
include { METRIC_TC } from './modules/metric-tc/main.nf'
include { ORA } from './modules/ora/main.nf'
include { GSEA } from './modules/gsea/main.nf'
include { AGGREGATE } from './modules/aggregate/main.nf'

workflow {
    main:
    def home = System.getenv('SCE2TM_HOME') ?: "${projectDir}/target"
    if (!workflow.stubRun && !workflow.containerEngine && !file("${home}/sce2tm.jar").exists()) {
        error("There is no sce2tm.jar in ${home}: build the tools in ${projectDir} with: mvn -DskipTests package")
    }
    def plan = readPlan(params, projectDir)
    def runs = plan.runs
    def outdir = file(params.outdir)

    // [preprocess key, expression, labels or []]
    PREPROCESS(
        channel.fromList(tasks(runs, 'preprocess')).map { key ->
            def row = plan.datasets[key.dataset]
            [key, row.expression, row.labels ?: []]
        }
    )
    // [preprocess key, NAME.h5ad] and [preprocess key, NAME.labels.tsv]; absent where a data set could not be read
    ch_dataset = PREPROCESS.out.dataset.map { key, dataset, _labels, _json -> [key, dataset] }
    ch_labels = PREPROCESS.out.dataset.map { key, _dataset, labels, _json -> [key, labels] }

    // [embed-import key, NAME.h5ad, embedding or []]
    EMBED_IMPORT(
        channel.fromList(tasks(runs, 'embed-import')).map { key -> [part(key, 'preprocess'), key] }.combine(ch_dataset, by: 0)
            .map { _from, key, dataset -> [key, dataset, plan.datasets[key.dataset].embedding ?: []] }
    )

    // [knn key, NAME.h5ad, NAME.external.h5ad]
    KNN(
        channel.fromList(tasks(runs, 'knn')).map { key -> [part(key, 'preprocess'), key] }.combine(ch_dataset, by: 0)
            .map { _from, key, dataset -> [part(key, 'embed'), key, dataset] }.combine(EMBED_IMPORT.out.external, by: 0)
            .map { _from, key, dataset, external -> [key, dataset, external] }
    )

    // [train key, NAME.h5ad, what few models are told beside it]
    ch_train = channel.fromList(tasks(runs, 'train')).map { key -> [part(key, 'preprocess'), key] }
        .combine(PREPROCESS.out.dataset, by: 0)
        .map { _from, key, dataset, labels, json ->
            def told = [
                labels: key.told.contains('labels') ? labels : [],
                gene_sets: key.told.contains('gene sets') ? plan.datasets[key.dataset].gene_sets : [],
                types: key.told.contains('types') ? new groovy.json.JsonSlurper().parse(json).types ?: 0 : '',
            ]
            [key, dataset, told]
        }
        .branch { key, _dataset, _told ->
            both: key.containsKey('knn')
            external: key.containsKey('embed')
            expression: true
        }
    ch_with_external = ch_train.both.mix(ch_train.external)
        .map { key, dataset, told -> [part(key, 'embed'), key, dataset, told] }.combine(EMBED_IMPORT.out.external, by: 0)
        .branch { _from, key, _dataset, _told, _external ->
            both: key.containsKey('knn')
            external: true
        }
    ch_with_neighbors = ch_with_external.both
        .map { _from, key, dataset, told, external -> [part(key, 'knn'), key, dataset, told, external] }
        .combine(KNN.out.neighbors, by: 0)
    // [train key, NAME.h5ad, NAME.external.h5ad or [], NAME.neighbors.h5ad or [], labels or [], gene sets or [], types or '']
    TRAIN(
        ch_with_neighbors.map { _from, key, dataset, told, external, neighbors -> [key, dataset, told, external, neighbors] }.mix(
            ch_with_external.external.map { _from, key, dataset, told, external -> [key, dataset, told, external, []] },
            ch_train.expression.map { key, dataset, told -> [key, dataset, told, [], []] },
        ).map { key, dataset, told, external, neighbors ->
            [key, dataset, external, neighbors, told.labels, told.gene_sets, told.types]
        }
    )

    // [cluster key, model.h5ad, NAME.labels.tsv]
    CLUSTER(
        channel.fromList(tasks(runs, 'cluster')).map { key -> [part(key, 'seed'), key] }.combine(TRAIN.out.model, by: 0)
            .map { _from, key, model -> [part(key, 'preprocess'), key, model] }.combine(ch_labels, by: 0)
            .map { _from, key, model, labels -> [key, model, labels] }
    )

    // [metric key, model.h5ad, gene sets or []], only for models with topics; ORA and GSEA only with gene sets
    METRIC_TC(scored(channel.fromList(tasks(runs, 'metric-tc')), TRAIN.out.model, plan.datasets))
    ORA(scored(channel.fromList(tasks(runs, 'ora')), TRAIN.out.model, plan.datasets))
    GSEA(scored(channel.fromList(tasks(runs, 'gsea')), TRAIN.out.model, plan.datasets))

    // [tool, key, files] of every task that ended well, expected failures with their status.json included
    ch_done = of('preprocess', PREPROCESS.out.files).mix(
        of('embed-import', EMBED_IMPORT.out.files),
        of('knn', KNN.out.files),
        of('train', TRAIN.out.files),
        of('cluster', CLUSTER.out.files),
        of('metric-tc', METRIC_TC.out.files),
        of('ora', ORA.out.files),
        of('gsea', GSEA.out.files),
    )
    // [run's place in the plan, tool, files]: what tasks share is repeated for each run
    ch_found = channel.fromList(runs.withIndex().collectMany { run, i -> run.tasks.collect { tool, key -> [tool, key, i] } })
        .combine(ch_done, by: [0, 1])
        .map { tool, _key, i, files -> [i, tool, files instanceof List ? files : [files]] }
        .mix(
            channel.fromList(
                runs.withIndex().collectMany { run, i ->
                    run.skipped.collect { tool, reason -> [i, tool, [file("${projectDir}/assets/skipped/${reason}/${tool}/status.json")]] }
                }
            )
        )
    ch_gathered = ch_found.toList().map { found -> gather(runs, found) }
    AGGREGATE(
        ch_gathered.map { gathered -> gathered.manifest },
        expectedRuns(runs).collect { line -> csvLine(line) }.join('\n'),
        ch_gathered.map { gathered -> gathered.files },
    )

    // Results are linked into the output folder from here: runs may share a task, and a task knows no run.
    publish(file(params.input), outdir.resolve('pipeline_info'), true)
    publish(file(params.settings), outdir.resolve('pipeline_info'), true)
    ch_published = ch_found.map { i, tool, files ->
        def folder = outdir.resolve(place(runs, runs[i], tool))
        files.each { path ->
            def name = publishedName(tool, path)
            if (name) {
                publish(path, folder, false, name)
            }
        }
        [i, tool, files]
    }.toList().map { found ->
        def rows = inOrder(found).collectMany { i, tool, files ->
            def run = runs[i]
            def folder = "../${place(runs, run, tool)}"
            files.collect { path -> publishedName(tool, path) }
                .findAll { name -> name && !name.endsWith('.h5ad') && !name.endsWith('.labels.tsv') }
                .collect { name -> [run.dataset, run.setting, run.model, run.seed, tool, "${folder}/${name}"] }
        }
        // With these two tables aggregate makes the report again, and one with other people's runs beside these.
        write([manifestColumns()] + rows, outdir.resolve('pipeline_info/manifest.csv'))
        write(expectedRuns(runs), outdir.resolve('pipeline_info/expected.csv'))
        found.size()
    }
    def reported = []
    AGGREGATE.out.report.map { files -> [files] }.combine(AGGREGATE.out.versions).combine(ch_published)
        .subscribe { files, versions, _published ->
            files.each { path -> publish(path, outdir, false) }
            publish(versions, outdir.resolve('pipeline_info'), false)
            reported.addAll(files)
            if (incomplete(outdir.resolve('runs.csv'), runs.size()) == runs.size()) {
                error("None of the ${runs.size()} runs is complete: see Expected runs in the report, and status and reason in ${outdir.resolve('runs.csv')}")
            }
        }

    workflow.onComplete = {
        // Files of an earlier run may lie in the folder.
        def holes = reported ? incomplete(outdir.resolve('runs.csv'), runs.size()) : 0
        if (reported) {
            log.info("The report: ${outdir.resolve('report.html')}")
        }
        if (holes > 0 && holes < runs.size()) {
            log.warn("${holes} of ${runs.size()} runs ${holes == 1 ? 'is' : 'are'} incomplete: see Expected runs in the report, and status and reason in ${outdir.resolve('runs.csv')}")
        }
        if ((!workflow.success && holes < runs.size()) || workflow.stats.ignoredCount > 0) {
            log.info('Steps that have ended are kept: the same command with -resume goes on from them')
        }
    }
}

/** The different keys of a step's tasks. */
def tasks(List runs, String tool) {
    return runs.collect { run -> run.tasks[tool] }.findAll { key -> key != null }.unique()
}

/** The part of a key that determined the step which added this entry: all entries up to it. */
def part(Map key, String last) {
    def names = key.keySet().toList()
    return key.subMap(names.take(names.indexOf(last) + 1))
}

/** [metric key, model.h5ad, gene sets or []] */
def scored(keys, models, Map datasets) {
    return keys.map { key -> [part(key, 'seed'), key] }.combine(models, by: 0)
        .map { _from, key, model -> [key, model, datasets[key.dataset].gene_sets ?: []] }
}

/** [tool, key, files] */
def of(String tool, files) {
    return files.map { key, paths -> [tool, key, paths] }
}

/** The grid of runs that the report is to hold, each with the tools that it needs. */
def expectedRuns(List runs) {
    return [['dataset', 'setting', 'model', 'seed', 'tools', 'topics', 'control'] + argumentColumns().keySet()] + runs.collect { run ->
        [run.dataset, run.setting, run.model, run.seed, run.tasks.keySet().join(' '), run.topics, run.control] + run.arguments
    }
}

/** How many of the expected runs are not done, by the report's table of runs; none where a stub left it empty. */
def incomplete(Path table, int expected) {
    def lines = table.readLines()
    if (!lines) {
        return 0
    }
    def status = cells(lines[0]).indexOf('status')
    // A reason may go on over several lines; a run that is done has none, so its row is one line.
    return expected - lines.drop(1).count { line -> cells(line)[status] == 'done' }
}

def manifestColumns() {
    return ['dataset', 'setting', 'model', 'seed', 'tool', 'path']
}

/** [run's place in the plan, tool, files by name] in the order of the plan. */
def inOrder(List found) {
    def tools = ['preprocess', 'embed-import', 'knn', 'train', 'cluster', 'metric-tc', 'ora', 'gsea']
    return found.toSorted { a, b -> a[0] <=> b[0] ?: tools.indexOf(a[1]) <=> tools.indexOf(b[1]) }
        .collect { i, tool, files -> [i, tool, files.toSorted { path -> path.name }] }
}

/** The manifest's text and its files, in the order of the plan, so that equal results give an equal task. */
def gather(List runs, List found) {
    def rows = inOrder(found).collectMany { i, tool, files ->
        files.findAll { path -> !path.name.endsWith('.h5ad') }.collect { path -> [runs[i], tool, path] }
    }
    def files = rows.collect { _run, _tool, path -> path }.unique()
    def numbers = files.withIndex(1).collectEntries { path, number -> [path, number] }
    def lines = rows.collect { run, tool, path ->
        csvLine([run.dataset, run.setting, run.model, run.seed, tool, "in/${numbers[path]}/${path.name}"])
    }
    return [manifest: ([csvLine(manifestColumns())] + lines).join('\n'), files: files]
}

/** Where a tool's files of a run go, below the output folder. */
def place(List runs, Map run, String tool) {
    return tool in ['preprocess', 'embed-import', 'knn']
        ? "datasets/${run.dataset}${variant(runs, run, tool)}"
        : "runs/${run.dataset}/${run.folder}/seed${run.seed}"
}

/** A file's name among the results: a status only where it says why there is no result, under its tool's name; else none. */
def publishedName(String tool, Path path) {
    if (path.name != 'status.json') {
        return path.name
    }
    def done = path.size() == 0 || new groovy.json.JsonSlurper().parse(path).status == 'done'
    return done ? null : "${tool}.status.json".toString()
}

/** Writes a CSV file, at once under its name. */
def write(List rows, Path target) {
    target.parent.mkdirs()
    def unfinished = target.resolveSibling("${target.name}.part")
    unfinished.text = rows.collect { row -> csvLine(row) + '\n' }.join()
    java.nio.file.Files.move(unfinished, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING)
}

/** The subfolder of a data set's files: none for the first setting's, the name of the first user for any other. */
def variant(List runs, Map run, String tool) {
    def own = runs.findAll { other -> other.dataset == run.dataset && other.tasks[tool] }
    def first = own.find { other -> other.tasks[tool] == run.tasks[tool] }
    return own[0].tasks[tool] == run.tasks[tool] ? '' : "/${first.folder}"
}

/** Puts a file into a folder: a hard link where that can be, else (or when asked) a copy. */
def publish(Path source, Path folder, boolean copy, String name = source.name) {
    def target = folder.resolve(name)
    folder.mkdirs()
    def from = source.toRealPath()
    if (target.exists() && java.nio.file.Files.isSameFile(from, target)) {
        return
    }
    java.nio.file.Files.deleteIfExists(target)
    try {
        if (copy) {
            from.copyTo(target)
        }
        else {
            java.nio.file.Files.createLink(target, from)
        }
    }
    catch (IOException | UnsupportedOperationException _e) {
        from.copyTo(target)
    }
}
