import Files
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
            let error = #expect(throws: ConfigurationError.self) { try readYAML(path: path) }
            #expect(error?.file == path)
            try "a: 1\n".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try readYAML(path: path).required("a").integer(in: 1...1) == 1)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: path)
            #expect(try readYAML(path: folder + "/link").file == folder + "/link")
        }
    }

    @Test func whatIsNotAFileIsRefused() throws {
        try withFolder { folder in
            #expect(throws: ConfigurationError(file: folder, line: nil, message: "is a folder; a file is needed")) {
                try readYAML(path: folder)
            }
            #expect(throws: ConfigurationError(file: "/dev/zero", line: nil, message: "is not a regular file")) {
                try readYAML(path: "/dev/zero")
            }
            let absent = folder + "/absent.yaml"
            let message = "cannot be found; create it or correct its name"
            #expect(throws: ConfigurationError(file: absent, line: nil, message: message)) {
                try readYAML(path: absent)
            }
        }
    }

    @Test func aFileLargerThanTheBoundIsRefused() throws {
        try withFolder { folder in
            let path = folder + "/large.yaml"
            try Data(repeating: 0x23, count: YAMLLimits.fileByteCountMax * 2).write(to: URL(filePath: path))
            #expect(throws: ConfigurationError(file: path, line: nil, message: "is larger than 4194304 bytes")) {
                try readYAML(path: path)
            }
        }
    }
}
