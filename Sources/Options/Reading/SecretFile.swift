internal import Files
internal import Glibc

/// Reads a secret out of the file that holds it.
enum SecretFile {
    /// The file's text without the line ends at its end. The message of an error shows neither what is in it nor
    /// `path`: somebody may have given the secret itself there.
    static func read(_ path: String) throws(ValueParser.Fault) -> (secret: Secret, file: SecretOrigin) {
        // open(2) reads the path up to its NUL.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw fault(path, errno)
        }
        defer { close(descriptor) }
        let limit = OptionsLimits.secretByteCountMax
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count <= limit {
            let free = limit + 1 - count
            // read(2) writes at most `free` bytes behind the first `count`, all inside the array.
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, free)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                throw fault(path, errno)
            }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else {
            throw ValueParser.Fault(text: "names a file that is larger than \(limit) bytes")
        }
        let origin = SecretOrigin(path: path, content: Array(bytes.prefix(count)))
        while count > 0, bytes[count - 1] == 10 || bytes[count - 1] == 13 { count -= 1 }
        guard count > 0, let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw ValueParser.Fault(text: "names a file that is empty or is not UTF-8")
        }
        return (Secret(text), origin)
    }

    /// The message has the reason and not the path.
    private static func fault(_ path: String, _ code: Int32) -> ValueParser.Fault {
        ValueParser.Fault(text: "names a file that \(FileFault.reading(path, code: code).message)")
    }
}

/// The file that an option's secret was read from. No description shows what is in it.
package struct SecretOrigin: Sendable, CustomStringConvertible, CustomReflectable {
    package let path: String
    /// As it was read.
    package let content: [UInt8]

    package var description: String { path }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
