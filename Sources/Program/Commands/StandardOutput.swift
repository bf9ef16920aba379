internal import Files
internal import Synchronization

/// Standard output, for what a command was asked for. Where it cannot be written the command goes on, and ends as one
/// that failed: its answer reached nobody.
enum StandardOutput {
    private static let state = Mutex<FileFault?>(nil)

    /// Why some of it could not be written, as first found.
    static var fault: FileFault? { state.withLock { $0 } }

    static func tell(_ text: String, terminator: String = "\n") { tell(Array((text + terminator).utf8)) }

    /// One call at a time, so that what several threads tell does not mix.
    static func tell(_ bytes: [UInt8]) {
        state.withLock { fault in
            guard fault == nil else { return }
            do throws(FileFault) { try writeStandardOutput(bytes) } catch { fault = error }
        }
    }
}
