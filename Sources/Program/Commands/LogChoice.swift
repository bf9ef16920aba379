internal import Options

/// Options that speak of a log that is not the one asked for: left out in silence, they would let somebody believe that
/// they count.
enum LogChoice {
    /// For commands that look at one log and take nothing else from the data folder.
    static func check(_ values: Values) throws(UsageError) {
        let places: [any DeclaredOption] = [SharedOptions.data, SharedOptions.kafka]
        guard places.allSatisfy({ values.origin(of: $0) == .commandLine }) else { return }
        throw UsageError(
            .commandLine, "--data names the embedded log and --kafka a cluster's; give the one that is meant")
    }

    /// Refuses options that were given, wherever, and have no meaning without a cluster.
    static func refuseWithoutCluster(_ options: [any DeclaredOption], _ values: Values) throws(UsageError) {
        guard let option = options.first(where: { values.origin(of: $0) != .fallback }) else { return }
        throw values.error(of: option, "goes with --kafka, which is not given")
    }
}
