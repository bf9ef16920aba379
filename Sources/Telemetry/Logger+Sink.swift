internal import Glibc

extension Logger {
    /// Where lines go. It is called with one whole line, newline included, from any thread, several at a time.
    package struct Sink: Sendable {
        package let write: @Sendable ([UInt8]) -> Void

        package init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = write }

        /// Nowhere.
        package static let none = Logger.Sink { _ in }

        /// The process's standard error.
        package static let standardError = descriptor(STDERR_FILENO)

        /// An open file, pipe or terminal that outlives the sink. Each line is one write(2): POSIX keeps a write of up
        /// to PIPE_BUF bytes to a pipe whole, and one to a file opened for append too, so that no lock is needed. What
        /// cannot be written (disk full, the reader of the pipe gone) is dropped. A reader that stays and does not read
        /// stops us.
        package static func descriptor(_ descriptor: Int32) -> Logger.Sink {
            Logger.Sink { line in
                // The buffer lives for the closure and is not kept.
                unsafe line.withUnsafeBytes { buffer in
                    // write(2) reads at most `count` bytes from the start of the buffer and keeps no pointer.
                    while unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count) < 0, errno == EINTR {}
                }
            }
        }
    }
}
