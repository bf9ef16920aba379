internal import Glibc

/// The bytes of a regular file, and who may read it.
package struct FileContent: Sendable {
    package let bytes: [UInt8]
    /// Whether accounts other than owner and group may read it.
    package let isReadableByOthers: Bool
}

/// Reads a regular file of at most so many bytes.
package func readFile(_ path: String, byteCountMax: Int) throws(FileFault) -> FileContent {
    // O_NONBLOCK: a pipe in the file's place must not make the program wait for a writer.
    guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK) else { throw .reading(path, code: errno) }
    let mode = try mode(of: file, path)
    switch mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileFault(path: path, message: "is a folder; a file is needed")
    default: throw FileFault(path: path, message: "is not a regular file")
    }
    let bytes = try bytes(of: file, path, byteCountMax)
    return FileContent(bytes: bytes, isReadableByOthers: mode & S_IROTH != 0)
}

/// Reads whatever has that name to its end, also a pipe that somebody writes to, of at most so many bytes.
package func readToEnd(_ path: String, byteCountMax: Int) throws(FileFault) -> [UInt8] {
    guard let file = Descriptor(path, O_RDONLY) else { throw .reading(path, code: errno) }
    return try bytes(of: file, path, byteCountMax)
}

private func bytes(
    of file: borrowing Descriptor, _ path: String, _ byteCountMax: Int
) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        guard let count = file.read(into: &buffer) else { throw .reading(path, code: errno) }
        if count == 0 { return bytes }
        bytes += buffer.prefix(count)
        guard bytes.count <= byteCountMax else {
            throw FileFault(path: path, message: "is larger than \(byteCountMax) bytes")
        }
    }
}

/// Room for what we keep a line each of, and for a number of each partition.
private let smallFileByteCountMax = 8 << 10

/// The text of a small file of our own; nil where there is none. One that cannot be read must not be taken for that.
package func textIfThere(_ path: String) throws(FileFault) -> String? {
    do throws(FileFault) {
        return String(decoding: try readFile(path, byteCountMax: smallFileByteCountMax).bytes, as: UTF8.self)
    } catch {
        guard error.isAbsence else { throw error }
        return nil
    }
}

/// Throws unless there is a folder of that name that this user may read.
package func checkFolder(_ path: String) throws(FileFault) {
    guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK) else { throw .reading(path, code: errno) }
    guard try mode(of: file, path) & S_IFMT == S_IFDIR else {
        throw FileFault(path: path, message: "is a file; a folder is needed")
    }
}

private func mode(of file: borrowing Descriptor, _ path: String) throws(FileFault) -> mode_t {
    var status = stat()
    // Writes one `stat`.
    guard unsafe fstat(file.number, &status) == 0 else { throw .reading(path, code: errno) }
    return status.st_mode
}
