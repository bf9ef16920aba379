internal import Configuration
internal import Files

/// The files that secrets and certificates were read from at the start, compared look by look with what is in them now.
///
/// A file that is being written is different at each look, and one that is replaced may be away for a moment: a change
/// counts when two looks have seen the same new content, and every other file has come to rest as well.
struct WatchedFiles {
    /// What a file is at a look, where it is not what it was at the start.
    private enum Sight: Equatable {
        case content([UInt8])
        case unreadable
    }

    private struct Watched {
        let file: SecretFile
        var seen: Sight?
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

    init(_ files: [SecretFile]) { self.files = files.map { Watched(file: $0) } }

    mutating func look(
        _ digest: (String) throws(ConfigurationError) -> [UInt8] = SecretFile.digest
    ) -> Findings {
        var findings = Findings()
        var isAtRest = true
        for index in files.indices {
            let path = files[index].file.path
            var fault: ConfigurationError?
            var sight: Sight?
            do throws(ConfigurationError) {
                let digest = try digest(path)
                sight = digest == files[index].file.digest ? nil : .content(digest)
            } catch {
                (fault, sight) = (error, .unreadable)
            }
            files[index].lookCount = sight == files[index].seen ? files[index].lookCount + 1 : 1
            files[index].seen = sight
            let isSettled = files[index].lookCount >= Self.restLookCount
            if let fault, files[index].lookCount == Self.restLookCount { findings.faults.append(fault) }
            guard let sight else { continue }
            findings.isAllAsRead = false
            if isSettled, sight != .unreadable { findings.changed.append(path) } else { isAtRest = false }
        }
        if !isAtRest { findings.changed = [] }
        return findings
    }

    private static let restLookCount = 2
}
