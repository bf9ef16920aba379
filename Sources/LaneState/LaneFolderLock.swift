internal import Files
internal import Glibc

/// Keeps a folder of lanes for one process as long as it lives.
package final class LaneFolderLock: Sendable {
    private let mark: LaneMark

    /// Throws where another process holds the folder, which must be there. The file of the lock says which one.
    package init(folder: String) throws(LaneError) {
        let path = folder + "/lock"
        guard let mark = try LaneMark.take(path: path) else {
            let holder = Self.holder(path).map { "process \($0)" } ?? "another process"
            throw LaneError("\(folder) belongs to \(holder): stop it, or give each process a folder of its own")
        }
        self.mark = mark
        try mark.write(line: "\(getpid())\n")
    }

    private static func holder(_ path: String) -> Int32? {
        (try? textIfThere(path)).flatMap { Int32($0.filter { !$0.isWhitespace }) }
    }
}
