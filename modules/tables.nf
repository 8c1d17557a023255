/*
 * Reads the samplesheet and the table of settings, finds all mistakes in them before any task starts, and lists the
 * runs: data sets x settings x seeds. Each run knows the key of the task of every step; runs with equal keys share the
 * task. A key holds what determines the result, so a changed row gives new keys only from the step that it touches.
 */

/**
 * The models by name, from assets/models.csv: the views that each reads, whether it draws (seeds) and has topics, what it
 * needs to know of the labels (types: their number; labels: themselves), which bound (worst, best) a control is.
 */
def readModels(Path project) {
    def lines = project.resolve('assets/models.csv').readLines()
    def header = cells(lines[0])
    return lines.drop(1).collectEntries { line ->
        def row = [header, cells(line)].transpose().collectEntries { name, value -> [name, value] }
        [row.model, row + [views: row.views.tokenize(), seeded: row.seeded == 'yes', topics: row.topics == 'yes']]
    }
}

/** The tools' options from assets/options.csv, by tool and option: what it takes (see kindOf), and the models that it has an effect on; none: on all. */
def readOptions(Path project) {
    def rows = project.resolve('assets/options.csv').readLines().drop(1).collect { line -> cells(line) }
    return rows.groupBy { row -> row[0] }.collectEntries { tool, own ->
        [tool, own.collectEntries { row -> [row[1], [value: row[2], models: row[3].tokenize()]] }]
    }
}

/** Whether a setting's model is told the gene sets that its topics are scored with. */
def readsGeneSets(Map setting) {
    return givenOptions(setting.train_args).any { option -> option.name == '--prior' && option.value.toLowerCase() == 'gene-sets' }
}

def sheetColumns() {
    return [
        'dataset', 'expression', 'organism', 'matrix', 'orientation', 'labels', 'label_key', 'embedding',
        'embedding_key', 'match', 'gene_sets',
    ]
}

def settingsColumns() {
    return ['setting', 'model', 'preprocess_args', 'embed_args', 'knn_args', 'train_args', 'cluster_args', 'metric_args']
}

/** The tools that each column of arguments goes to; each takes the options that it has. */
def argumentColumns() {
    return [
        preprocess_args: ['preprocess'],
        embed_args: ['embed-import'],
        knn_args: ['knn'],
        train_args: ['train'],
        cluster_args: ['cluster'],
        metric_args: ['metric-tc', 'ora', 'gsea'],
    ]
}

/** Options of the tools that no column of arguments takes, and why. */
def elsewhere() {
    return [
        '--types': 'the pipeline counts the types in the labels',
        '--labels': "they are the samplesheet's labels or label_key",
        '--label-key': "it is the samplesheet's label_key",
        '--gene-sets': "they are the samplesheet's gene_sets or --gene_sets; a model learns from them with --prior gene-sets",
        '--matrix': "it is the samplesheet's matrix",
        '--orientation': "it is the samplesheet's orientation",
        '--input': "it is the samplesheet's expression",
        '--dataset': 'each run has its data set',
        '--external': "it is made from the samplesheet's embedding",
        '--stand-in': 'principal components stand in where the samplesheet has no embedding',
        '--neighbors-file': 'step knn makes it',
        '--hierarchy': 'a task sees no file that is not its own; on the command line it works',
        '--links': 'a task sees no file that is not its own; on the command line it works',
        '--embedding': "it is the samplesheet's embedding",
        '--embedding-key': "it is the samplesheet's embedding_key",
        '--match': "it is the samplesheet's match",
        '--model': 'the column model names the method',
        '--seed': '--seeds gives the seeds of all runs',
        '--threads': "they are the cpus of the task's process",
        '--output': 'files lie under --outdir',
        '--json': 'files lie under --outdir',
    ]
}

/** Everything to run: [runs: a map per data set, setting and seed; datasets: rows of the sheet by name].  */
def readPlan(Map options, Path project) {
    def mistakes = []
    def known = new groovy.json.JsonSlurper().parse(project.resolve("nextflow_schema.json"))['$defs'].values().collectMany { group -> group.properties.keySet() }
    options.keySet().findAll { name -> !known.contains(name) }.each { name ->
        mistakes << "--${name}: there is no such parameter; known are ${known.collect { other -> '--' + other }.join(', ')}"
    }
    def datasets = readSheet(options.input, options.gene_sets, mistakes)
    def known_options = readOptions(project)
    def models = readModels(project)
    def settings = readSettings(options.settings, models, known_options, mistakes)
    def seeds = readSeeds(options.seeds, mistakes)
    if (mistakes) {
        def earlier = earlierSession()
        def hint = earlier ? "\nTo go on from the last run that did start, give -resume ${earlier}; -resume alone takes up this one." : ''
        error("Nothing was started; please correct:\n" + mistakes.collect { mistake -> "  - ${mistake}" }.join('\n') + hint)
    }
    def runs = datasets.collectMany { dataset ->
        settings.collectMany { setting ->
            def model = models[setting.model]
            def own = model.seeded ? seeds : seeds.take(1)
            own.collect { seed -> newRun(dataset, setting, model, seed, known_options) }
        }
    }
    runs.findAll { run -> run.skipped.train }.collect { run -> [run.setting, run.dataset] }.unique().each { setting, dataset ->
        log.warn("'${setting}' learns from gene sets and is left out for '${dataset}', which has none (gene_sets in the sheet, or --gene_sets)")
    }
    return [runs: runs, datasets: datasets.collectEntries { dataset -> [dataset.dataset, dataset] }]
}

/** The last session of this folder that ran a task, if it is not this one: Nextflow's index of a session has an entry for each. */
def earlierSession() {
    def history = file("${launchDir}/.nextflow/history")
    def sessions = history.exists() ? history.readLines().collect { line -> line.tokenize('\t')[5] } : []
    def last = sessions.reverse().find { session ->
        files("${launchDir}/.nextflow/cache/${session}/index.*").any { index -> index.size() > 0 }
    }
    return last == workflow.sessionId.toString() ? null : last
}

/** One run with its tasks' keys by tool; `skipped` names the reason of each training or metric that cannot be had. */
def newRun(Map dataset, Map setting, Map model, int seed, Map known_options) {
    def tasks = [:]
    tasks.preprocess = [
        dataset: dataset.dataset,
        preprocess: words([
            dataset.matrix ? "--matrix ${quoted(dataset.matrix)}" : '',
            dataset.orientation ? "--orientation ${dataset.orientation}" : '',
            dataset.label_key ? "--label-key ${quoted(dataset.label_key)}" : '',
            setting.preprocess_args,
        ]),
    ]
    def last = tasks.preprocess
    if (model.views.contains('external')) {
        last = last + [
            embed: words([
                dataset.embedding_key ? "--embedding-key ${quoted(dataset.embedding_key)}" : '',
                dataset.match ? "--match ${dataset.match}" : '',
                setting.embed_args,
            ]),
        ]
        tasks['embed-import'] = last
    }
    if (model.views.contains('neighbors')) {
        last = last + [knn: words([setting.knn_args])]
        tasks.knn = last
    }
    // What the model is told beside its views is found by these: labels or their number, the data set's gene sets.
    def from_sets = readsGeneSets(setting)
    def told = [model.needs, from_sets ? 'gene sets' : ''].findAll { what -> what }
    def train = last + [model: setting.model, told: told, train: words([setting.train_args]), seed: seed]
    def skipped = [:]
    if (from_sets && !dataset.gene_sets) {
        skipped.train = 'no-gene-sets'
    }
    else {
        tasks.train = train
        tasks.cluster = train + [cluster: words([setting.cluster_args])]
    }
    argumentColumns().metric_args.each { tool ->
        if (!model.topics) {
            skipped[tool] = 'no-topics'
        }
        // Diversity needs none.
        else if (!dataset.gene_sets && (tool != 'metric-tc' || skipped.train)) {
            skipped[tool] = 'no-gene-sets'
        }
        else {
            tasks[tool] = train + [metric: onlyOptions(setting.metric_args, known_options[tool].keySet())]
        }
    }
    return [
        dataset: dataset.dataset,
        setting: setting.setting,
        folder: folderName(setting.setting),
        model: setting.model,
        seed: seed,
        topics: model.topics ? 'yes' : 'no',
        control: model.control,
        arguments: argumentColumns().keySet().collect { column -> words([setting[column]]) },
        tasks: tasks,
        skipped: skipped,
    ]
}

def readSheet(sheet, defaultGeneSets, List mistakes) {
    if (!sheet) {
        mistakes << "--input: give a samplesheet, a CSV file with the columns dataset, expression, organism (docs/usage.md)"
        return []
    }
    def folder = file(sheet).toAbsolutePath().parent
    def gene_sets = defaultGeneSets ? existing(file(defaultGeneSets), "--gene_sets", mistakes) : null
    def rows = readTable(sheet, sheetColumns(), ['dataset', 'expression', 'organism'], mistakes)
    def seen = [:]
    return rows.collect { row ->
        if (row.dataset && !(row.dataset ==~ /[A-Za-z0-9][A-Za-z0-9._-]*/)) {
            mistakes << "${at(row, 'dataset')}: '${row.dataset}' must be made of letters, digits, '.', '_' and '-', since it names files"
        }
        if (seen.containsKey(row.dataset)) {
            mistakes << "${at(row, 'dataset')}: '${row.dataset}' stands already in line ${seen[row.dataset]}; give each row a name of its own"
        }
        seen.putIfAbsent(row.dataset, row.line)
        oneOf(row.orientation, ['auto', 'cells', 'genes'], at(row, 'orientation'), mistakes)
        oneOf(row.match, ['auto', 'id', 'position'], at(row, 'match'), mistakes)
        if (row.matrix && !(row.matrix ==~ /X|raw|layers\/.+/)) {
            mistakes << "${at(row, 'matrix')}: '${row.matrix}' is none of X, raw, layers/NAME"
        }
        if (row.labels && row.label_key) {
            mistakes << "${at(row, 'label_key')}: give either labels (a file) or label_key (a column of the expression file's obs), not both"
        }
        if (!row.embedding && (row.embedding_key || row.match)) {
            mistakes << "${at(row, 'embedding')}: is empty, while embedding_key or match tell how to read it; fill it or empty them"
        }
        def files = ['expression', 'labels', 'embedding', 'gene_sets'].collectEntries { column ->
            [column, row[column] ? existing(located(folder, row[column]), at(row, column), mistakes) : null]
        }
        return row + files + [gene_sets: files.gene_sets ?: gene_sets]
    }
}

def readSettings(table, Map models, Map known_options, List mistakes) {
    def rows = readTable(table, settingsColumns(), ['setting', 'model'], mistakes)
    def seen = [:]
    rows.each { row ->
        oneOf(row.model, models.keySet(), at(row, 'model'), mistakes)
        def folder = folderName(row.setting)
        if (seen.containsKey(folder)) {
            mistakes << "${at(row, 'setting')}: '${row.setting}' has the same folder of results (${folder}) as line ${seen[folder]}; rename one"
        }
        seen.putIfAbsent(folder, row.line)
        argumentColumns().keySet().each { column ->
            givenOptions(row[column]).collect { option -> wrongOption(option, column, row.model, models, known_options) }
                .findAll { mistake -> mistake }
                .each { mistake -> mistakes << "${at(row, column)}: ${mistake}" }
        }
    }
    return rows
}

/** What is wrong with an option in a column of arguments, if anything is. */
def wrongOption(Map option, String column, String model, Map models, Map known_options) {
    if (!option.name) {
        return "'${option.words}' stands before any option; options begin with --"
    }
    def known = argumentColumns()[column].collectEntries { tool -> known_options[tool] }[option.name]
    if (!known) {
        return "'${option.name}' ${whyNot(option.name, column, known_options)}"
    }
    if (models.containsKey(model) && known.models && !known.models.contains(model)) {
        return "'${option.name}' has no effect on ${model}: it is an option of ${known.models.join(', ')}"
    }
    def expected = kindOf(known.value)
    return expected.holds(option.value)
        ? null
        : "'${option.name}' takes ${expected.words}${option.value ? ", not '${option.value}'" : '; its value is missing'}"
}

/** Why a column of arguments does not take this option, and what to do. */
def whyNot(String name, String column, Map known_options) {
    if (elsewhere().containsKey(name)) {
        return "cannot be given here: ${elsewhere()[name]}; leave it out"
    }
    def tools = argumentColumns()[column]
    def columns = argumentColumns().findAll { _column, others -> others.any { tool -> known_options[tool].containsKey(name) } }.keySet()
    def near = tools.collectMany { tool -> known_options[tool].keySet() }.unique().findAll { other -> other.startsWith(name) || name.startsWith(other) }
    def advice = columns ? "; it goes into ${columns.join(' or ')}" : near ? "; is it ${near.join(' or ')}?" : ''
    return "is no option for this column, which takes those of ${tools.join(', ')} (sce2tm ${tools[0]} --help) that the pipeline does not give itself${advice}"
}

def readSeeds(given, List mistakes) {
    def texts = given.toString().tokenize(', ')
    def seeds = texts.findAll { text -> text ==~ /\d{1,9}/ }.collect { text -> text.toInteger() }
    if (!texts || seeds.size() != texts.size() || seeds.toUnique().size() != seeds.size()) {
        mistakes << "--seeds '${given}': give whole numbers from 0, each once, e.g. --seeds 1,2,3"
    }
    return seeds
}

/** The rows of a CSV file as maps, trimmed, absent cells '', with `line` and `place` (file and line). */
def readTable(path, List columns, List required, List mistakes) {
    def table = file(path)
    def name = table.name
    if (!table.exists() || table.isDirectory()) {
        mistakes << "${path}: there is no such file"
        return []
    }
    def lines = table.readLines().withIndex(1).collect { text, number -> [number, text.replace('\uFEFF', '')] }
        .findAll { _number, text -> text.trim() }
    if (lines.size() < 2) {
        mistakes << "${name}: has no rows; expected a line of column names (${columns.join(', ')}) and a line for each row"
        return []
    }
    def header = cells(lines[0][1])
    header.findAll { column -> !columns.contains(column) }.each { column ->
        mistakes << "${name}, line ${lines[0][0]}: unknown column '${column}'; known are ${columns.join(', ')}"
    }
    required.findAll { column -> !header.contains(column) }.each { column ->
        mistakes << "${name}, line ${lines[0][0]}: the column '${column}' is missing"
    }
    if (header.toUnique().size() != header.size()) {
        mistakes << "${name}, line ${lines[0][0]}: a column's name stands twice"
    }
    return lines.drop(1).collect { number, text ->
        def values = cells(text)
        def place = "${name}, line ${number}".toString()
        if (values.size() > header.size()) {
            mistakes << "${place}: has ${values.size()} cells, the header has ${header.size()}; put cells with commas in double quotes"
        }
        def row = columns.collectEntries { column -> [column, ''] }
        header.eachWithIndex { column, i -> row[column] = i < values.size() ? values[i] : '' }
        required.findAll { column -> header.contains(column) && !row[column] }.each { column ->
            mistakes << "${place}, column '${column}': is empty"
        }
        return row + [line: number, place: place]
    }
}

/** The cells of one line of a CSV file; a cell in double quotes may hold commas and doubled quotes. */
def cells(String line) {
    def found = (',' + line) =~ /,\s*(?:"((?:[^"]|"")*)"|([^,]*))/
    return found.collect { cell -> (cell[1] != null ? cell[1].replace('""', '"') : cell[2]).trim() }
}

def at(Map row, String column) {
    return "${row.place}, column '${column}'".toString()
}

def oneOf(String value, Collection allowed, String place, List mistakes) {
    if (value && !allowed.contains(value)) {
        mistakes << "${place}: '${value}' is none of ${allowed.join(', ')}"
    }
}

def located(Path folder, String path) {
    return path.startsWith('/') || path.contains('://') ? file(path) : folder.resolve(path).normalize()
}

def existing(Path path, String place, List mistakes) {
    if (!path.exists()) {
        mistakes << "${place}: ${path} does not exist (a relative path in a table is relative to the table's folder)"
    }
    return path
}

/** Arguments joined with one space, so that blanks make no new task. */
def words(List parts) {
    return parts.join(' ').tokenize().join(' ')
}

def quoted(String text) {
    return text ==~ /[A-Za-z0-9._\/-]+/ ? text : "'" + text.replace("'", "'\\''") + "'"
}

/** "--a 1 --b='2' --c" as options with their names, values without quotes, and words as given; words before the first have no name. */
def givenOptions(String arguments) {
    def given = []
    arguments.tokenize().each { word ->
        if (word.startsWith('--') || !given) {
            given << []
        }
        given.last() << word
    }
    return given.collect { words ->
        def text = words.join(' ')
        def parts = text =~ /(--[^ =]*)[ =]?(.*)/
        parts.matches()
            ? [name: parts.group(1), value: parts.group(2).replaceAll(/['"]/, ''), words: text]
            : [name: '', value: '', words: text]
    }
}

/** What an option takes, in words, and whether a value is that. A kind is one of these names, or words with bars between. */
def kindOf(String kind) {
    def integer = { text -> text ==~ /[+-]?\d+/ }
    def number = { text -> text.isDouble() }
    def kinds = [
        none: [words: 'no value', holds: { text -> !text }],
        text: [words: 'a value', holds: { text -> text }],
        integer: [words: 'a whole number', holds: integer],
        number: [words: 'a number', holds: number],
        integers: [words: 'whole numbers with commas between', holds: { text -> text.split(',', -1).every(integer) }],
        numbers: [words: 'numbers with commas between', holds: { text -> text.split(',', -1).every(number) }],
    ]
    def choices = kind.tokenize('|')
    return kinds[kind] ?: [words: "one of ${choices.join(', ')}", holds: { text -> choices.contains(text.toLowerCase()) }]
}

/** Of "--a 1 --b 2" the options with these names and their values. */
def onlyOptions(String arguments, Set names) {
    return givenOptions(arguments).findAll { option -> names.contains(option.name) }.collect { option -> option.words }.join(' ')
}

/** A setting's name as a folder: "w/o ECR" -> "w_o_ECR". */
def folderName(String setting) {
    return setting.replaceAll(/[^A-Za-z0-9.-]+/, '_').replaceAll(/^[._-]+|_+$/, '')
}

/** One line of a CSV file. */
def csvLine(List values) {
    return values.collect { value ->
        def text = value.toString()
        text ==~ /[^",\s]*/ ? text : '"' + text.replace('"', '""') + '"'
    }.join(',')
}
