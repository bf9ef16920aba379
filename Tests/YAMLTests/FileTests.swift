import Foundation
import Testing

@testable import YAML

@Suite struct FileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaml-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    @Test func aFileIsReadAndNamed() throws {
        try withFolder { folder in
            let path = folder + "/waybill.yaml"
            try "a: 1\nb: [".write(toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: YAMLError.self) { try readYAML(path: path) }
            #expect(error?.file == path)
            try "a: 1\n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try readYAML(path: path).required("a").integer(in: 1...1) == 1)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
            #expect(try readYAML(path: folder + "/link").file == folder + "/link")
        }
    }

    @Test func whatIsNotAFileIsRefused() throws {
        try withFolder { folder in
            #expect(throws: YAMLError(file: folder, line: 0, message: "is a folder; a file is needed")) {
                try readYAML(path: folder)
            }
            #expect(throws: YAMLError(file: "/dev/zero", line: 0, message: "is not a regular file")) {
                try readYAML(path: "/dev/zero")
            }
            let absent = folder + "/absent.yaml"
            let message = "cannot be found; create it or correct its name"
            #expect(throws: YAMLError(file: absent, line: 0, message: message)) { try readYAML(path: absent) }
        }
    }

    @Test func aFileLargerThanTheBoundIsRefused() throws {
        try withFolder { folder in
            let path = folder + "/large.yaml"
            try Data(repeating: 0x23, count: YAMLLimits.fileByteCountMax * 2).write(to: URL(filePath: path))
            #expect(throws: YAMLError(file: path, line: 0, message: "is larger than 4194304 bytes")) {
                try readYAML(path: path)
            }
        }
    }
}
