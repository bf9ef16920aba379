internal import Foundation
internal import Testing

/// Where the program cannot write: exit code 1, and a line that names the place, the reason and what to do. On small
/// file systems in memory, which only root may mount; elsewhere nothing is checked, and a line says so.
@Suite(.serialized, .embeddedLog) struct UnwritableTests {
    private func mount(_ options: String, on folder: String) -> Bool {
        (try? Program.tool("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder])) == 0
    }

    private func start(_ options: String, fillByteCount: Int = 0) throws -> String? {
        let folder = try TemporaryFolder()
        guard mount(options, on: folder.path) else {
            print("UnwritableTests: skipped, since a tmpfs cannot be mounted here")
            return nil
        }
        defer { _ = try? Program.tool("umount", ["-l", folder.path]) }
        if fillByteCount > 0 { try Data(count: fillByteCount).write(to: URL(fileURLWithPath: folder / "filler")) }
        let finished = try Program.run([
            "serve", "--config", "\(Program.house)/config", "--topics", "\(Program.house)/topics", "--data",
            folder / "data", "--listen", "127.0.0.1:0", "--operations", "none",
        ])
        #expect(finished.code == 1)
        let line = finished.error.split(separator: "\n").last.map(String.init)
        return line?.replacing(folder.path, with: "")
    }

    @Test func `a read-only file system`() throws {
        let line = try start("size=1m,ro")
        guard let line else { return }
        let fault = "/data: cannot be written: the file system is read-only; name a place that can be written"
        #expect(line == "waybill: " + fault)
    }

    /// Full for the keys, for the first page of the log, and in the middle of its tables.
    @Test(arguments: [(0, "/data/keys.yaml: "), (8, "/data/log/log.sqlite: "), (200, "/data/log/log.sqlite: ")])
    func `a full disk`(freeKilobytes: Int, file: String) throws {
        let line = try start("size=1m", fillByteCount: (1024 - freeKilobytes) << 10)
        guard let line else { return }
        #expect(line.hasPrefix("waybill: \(file)"), "\(line)")
        #expect(line.contains("the disk is full"), "\(line)")
        #expect(line.contains("make room on it"), "\(line)")
    }
}
