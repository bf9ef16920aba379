internal import Foundation
internal import Testing

@testable internal import Files

/// What an operator is told: the file's own name, the reason in words, and what to do.
@Suite struct FaultTests {
    @Test(arguments: [
        (ENOENT, "cannot be found; create it or correct its name"),
        (ENOTDIR, "cannot be found: a part of its path is a file; correct its name"),
        (EACCES, "cannot be read: Permission denied; let this user read it and enter its folders"),
        (EIO, "cannot be read: Input/output error"),
    ])
    func `reading fails for a reason`(code: Int32, message: String) {
        let fault = FileFault.reading("/tmp/a", code: code)
        #expect(fault.description == "/tmp/a: \(message)")
        #expect(fault.isAbsence == (code == ENOENT))
    }

    @Test(arguments: [
        ("/nope/a", ENOENT, "the folder /nope is not there; make it first"),
        ("/tmp/a", ENOENT, "No such file or directory; name another place"),
        ("/tmp/a/", EACCES, "Permission denied; let this user write in /tmp"),
        ("/a", EPERM, "Operation not permitted; let this user write in /"),
        ("a", EACCES, "Permission denied; let this user write in ."),
        ("/tmp/a", EROFS, "the file system is read-only; name a place that can be written"),
        ("/tmp/a", ENOSPC, "the disk is full; make room on it, or name a place on another one"),
        ("/tmp/a", EDQUOT, "the disk is full; make room on it, or name a place on another one"),
        ("/tmp/a", ENOTDIR, "a file has the name of a folder; name another place, or move that file away"),
        ("/tmp/a", EISDIR, "it is a folder; name a file"),
        ("/tmp/a", EMFILE, "Too many open files; name another place"),
    ])
    func `writing fails for a reason`(path: String, code: Int32, cause: String) {
        #expect(FileFault.writing(path, code: code).description == "\(path): cannot be written: \(cause)")
    }
}
