internal import Configuration
internal import Files

/// The files that secrets and certificates were read from at the start, compared look by look with what is in them now.
///
/// A file that is being written is different at each look, and one that is replaced may be away for a moment: a change
/// counts when two looks have seen the same new content, and every other file has come to rest as well.
struct WatchedFiles {
    private struct Watched {
        let file: SecretFile
        /// The digest of the last look; nil where it could not be read.
        var seen: [UInt8]?
        /// Looks in a row that have seen this.
        var lookCount = 0
    }

    /// What one look has found.
    struct Findings: Equatable {
        /// The files that have changed, once all are at rest; else none.
        var changed: [String] = []
        /// Why files cannot be read, each told once until it can be.
        var faults: [ConfigurationError] = []
        /// Whether every file is what it was at the start.
        var isAllAsRead = true
    }

    private var files: [Watched]

    init(_ files: [SecretFile]) { self.files = files.map { Watched(file: $0, seen: $0.digest) } }

    mutating func look() -> Findings {
        var findings = Findings()
        var isAtRest = true
        for index in files.indices {
            let file = files[index].file
            var fault: ConfigurationError?
            var digest: [UInt8]?
            do throws(ConfigurationError) { digest = try SecretFile.digest(of: file.path) } catch { fault = error }
            files[index].lookCount = digest == files[index].seen ? files[index].lookCount + 1 : 1
            files[index].seen = digest
            let isSettled = files[index].lookCount >= Self.restLookCount
            if let fault, files[index].lookCount == Self.restLookCount { findings.faults.append(fault) }
            guard digest != file.digest else { continue }
            findings.isAllAsRead = false
            if isSettled, digest != nil { findings.changed.append(file.path) } else { isAtRest = false }
        }
        if !isAtRest { findings.changed = [] }
        return findings
    }

    private static let restLookCount = 2
}
