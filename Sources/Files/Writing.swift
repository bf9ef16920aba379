internal import Glibc

/// Makes a folder, and those above it that are missing, for its owner only. One that is there stays as it is.
package func makeFolder(_ path: String) throws(FileFault) {
    var end = path.startIndex
    while end < path.endIndex {
        end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
        let part = String(path[..<end])
        // Swift passes the path as a C string that is good for the call.
        guard unsafe mkdir(part, 0o700) == 0 || errno == EEXIST else {
            throw .writing(path, part: part, code: errno)
        }
    }
    do throws(FileFault) {
        try checkFolder(path)
    } catch {
        throw error.code == 0 ? .writing(path, code: EEXIST) : error
    }
}

/// Writes a file whole, in place of what was there: who reads it sees the old or the new. On the disk when it returns.
package func writeFile(_ text: String, to path: String, mode: UInt32 = 0o600) throws(FileFault) {
    let draft = try writeDraft(text, of: path, mode)
    // Swift passes both paths as C strings that are good for the call.
    guard unsafe rename(draft, path) == 0 else { throw abandon(draft, path) }
    try syncFolder(of: path)
}

/// Writes all of it to the process's standard output: a terminal, a pipe, a file whose disk may be full.
package func writeStandardOutput(_ bytes: [UInt8]) throws(FileFault) {
    guard Descriptor.write(bytes, to: STDOUT_FILENO) else {
        throw .writing("standard output", code: errno)
    }
}

/// The same to standard error, where nobody could be told of a failure.
package func writeStandardError(_ text: String) { _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO) }

/// Makes a file whole or not at all. False where one of that name is there already, which stays as it is.
package func makeFile(_ text: String, at path: String, mode: UInt32 = 0o600) throws(FileFault) -> Bool {
    let draft = try writeDraft(text, of: path, mode)
    // As above.
    guard unsafe link(draft, path) == 0 else {
        let isThere = errno == EEXIST
        let fault = abandon(draft, path)
        guard isThere else { throw fault }
        return false
    }
    unsafe unlink(draft)
    try syncFolder(of: path)
    return true
}

/// The text under another name of this process's own, on the disk.
private func writeDraft(_ text: String, of path: String, _ mode: UInt32) throws(FileFault) -> String {
    let draft = "\(path).\(getpid())"
    guard let file = Descriptor(draft, O_WRONLY | O_CREAT | O_TRUNC, mode: mode) else {
        throw .writing(path, code: errno)
    }
    guard file.write(Array(text.utf8)), fsync(file.number) == 0 else { throw abandon(draft, path) }
    return draft
}

/// Takes the draft away after a failure, which errno tells.
private func abandon(_ draft: String, _ path: String) -> FileFault {
    let code = errno
    unsafe unlink(draft)
    return .writing(path, code: code)
}

/// The new name reaches the disk as well.
private func syncFolder(of path: String) throws(FileFault) {
    let folder = FileFault.parent(of: path)
    guard let file = Descriptor(folder, O_RDONLY), fsync(file.number) == 0 || errno == EINVAL else {
        throw .writing(path, code: errno)
    }
}
