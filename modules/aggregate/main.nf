/** Gathers all results, and all holes, into the report and its tables. Files are numbered as in the manifest. */
process AGGREGATE {
    label 'medium'

    input:
    val manifest
    val expected
    path files, stageAs: 'in/?/*'

    output:
    path 'report/*', emit: report
    path 'versions.yml', emit: versions

    script:
    """
    cat > manifest.csv <<'END_OF_TABLE'
${manifest}
END_OF_TABLE
    cat > expected.csv <<'END_OF_TABLE'
${expected}
END_OF_TABLE
    cat > versions.yml <<END_OF_LIST
sce2tm: "\$(sce2tm --version)"
nextflow: "${workflow.nextflow.version}"
java: "\$(java -version 2>&1 | head -n 1 | cut -d '"' -f 2)"
END_OF_LIST
    SCE2TM_MEMORY=${task.memory.toMega()} sce2tm aggregate --manifest manifest.csv --expected expected.csv \\
        --versions versions.yml --output-dir report --threads ${task.cpus}
    """

    stub:
    """
    mkdir report
    cat > report/manifest.csv <<'END_OF_TABLE'
${manifest}
END_OF_TABLE
    cat > report/expected.csv <<'END_OF_TABLE'
${expected}
END_OF_TABLE
    touch report/report.html report/metrics.csv report/runs.csv report/summary.csv
    touch report/comparisons.csv report/correlations.csv versions.yml
    """
}
