internal import Glibc

/// Reads and parses the YAML file at a path. At most `YAMLLimits.fileByteCountMax` bytes are read, whatever it is.
package func readYAML(path: String) throws(YAMLError) -> YAMLNode {
    try parseYAML(try bytes(path: path), file: path)
}

private func bytes(path: String) throws(YAMLError) -> [UInt8] {
    // O_NONBLOCK: a pipe in the file's place must not make the program wait for a writer.
    // Swift passes the path as a C string that is good for the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure("cannot be opened", path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure("cannot be read", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
        throw YAMLError(file: path, line: 0, message: "not a regular file")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= YAMLLimits.fileByteCountMax {
        // Writes at most the buffer's length.
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count >= 0 else {
            if errno == EINTR { continue }
            throw failure("cannot be read", path: path)
        }
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
    }
    return bytes
}

private func failure(_ what: String, path: String) -> YAMLError {
    // strerror gives a C string that is good until this thread's next call of it.
    let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
    return YAMLError(file: path, line: 0, message: "\(what): \(reason)")
}
