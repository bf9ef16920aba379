internal import Time

enum ServiceLimits {
    /// How long a stop may take before what is open is cut off; the rest of ten seconds is for lanes and log.
    static let stopMax: Duration = .seconds(9)
    /// Pause before a worker that failed is started again, doubled each time up to the longest.
    static let restartPause = DoublingPause(from: .seconds(1), to: .seconds(5))
    /// A log that failed has recovered when something is written so long after its last failure.
    static let recoveryCalm: Duration = .seconds(1)
    /// Put out of the group twice within this, a process gives its name up.
    static let fencingMax: Duration = .seconds(10)
    /// Between two looks at the files of secrets.
    static let watchIntervalMax: Duration = .seconds(30)
    /// Within so many intervals of a change that was seen the processes that saw it end, each at a time of its own:
    /// that is a minute where they look as seldom as they may.
    static let watchSpread = 2.0
    /// Files of secrets that are looked at; a merchant's password may have one of its own.
    static let watchedFileCountMax = 10_000
    /// Pause before a cluster that did not answer is asked again.
    static let connectPause: Duration = .seconds(1)
    /// Between two looks at what `/ready` and `/metrics` tell of a log on this machine: they are as old at most.
    static let sampleInterval: Duration = .seconds(1)
    /// The same of a cluster, which has to be asked for each partition.
    static let clusterSampleInterval: Duration = .seconds(5)
    /// What could not be looked at for so long is not told any more: no figure is better than a wrong one.
    static let sampleAgeMax: Duration = .seconds(30)
    /// Memory of a connection of pushes for the head of a request and a piece of its body: half a head on each of 4,096
    /// connections is 24 MiB. A header takes its own length and 64 bytes; WeChat and a proxy or two send a kilobyte.
    static let connectionByteCount = 6 << 10
    /// Connections to the address of operations that may be open at once.
    static let operationsConnectionCountMax = 64
    /// How long such a connection may lie idle: longer than between two questions of whatever asks.
    static let operationsIdleTimeout: Duration = .seconds(300)
    /// How long the end may wait for each of the answers and looks of operations that are under way.
    static let operationsStopMax: Duration = .milliseconds(500)
}
