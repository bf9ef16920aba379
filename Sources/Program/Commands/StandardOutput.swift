internal import Files
internal import Synchronization

/// Standard output, for what a command was asked for. Where it cannot be written the command goes on, and ends as one
/// that failed: its answer reached nobody.
enum StandardOutput {
    private static let state = Mutex<FileFault?>(nil)

    /// Why some of it could not be written, as first found.
    static var fault: FileFault? { state.withLock { $0 } }

    static func tell(_ text: String, terminator: String = "\n") {
        // One call at a time, so that texts of several threads do not mix.
        state.withLock { fault in
            guard fault == nil else { return }
            do throws(FileFault) { try writeStandardOutput(text + terminator) } catch { fault = error }
        }
    }
}
