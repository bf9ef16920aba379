import Foundation
import Testing

@testable import LaneState

/// On a small file system in memory, which only root may mount; elsewhere nothing is checked, and a line says so.
@Suite(.serialized) struct FullDiskTests {
    private func run(_ tool: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private func withSmallDisk(_ size: String, _ body: (String) throws -> Void) throws {
        let folder = try TestFolder()
        guard run("mount", "-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder.path) else {
            print("FullDiskTests: skipped, since a tmpfs cannot be mounted here")
            return
        }
        defer { _ = run("umount", "-l", folder.path) }
        try body(folder.path)
    }

    /// Small values split pages, large ones take pages of their own, replacements and removals copy.
    @Test(arguments: [
        (20, 10), (20, 1_000), (100, 10), (100, 1_000), (1_000, 1), (1_000, 100), (5_000, 1), (5_000, 100), (60_000, 1),
        (60_000, 10),
    ])
    func aFullDiskIsAnErrorAndLosesNothing(valueByteCount: Int, batchCount: Int) throws {
        try withSmallDisk("2m") { disk in
            let filler = disk + "/filler"
            try Data(repeating: 1, count: 512 << 10).write(to: URL(filePath: filler))
            let lane = try LMDBLaneStore(folder: disk + "/lanes").open(partition: 0)
            var model: [[UInt8]: [UInt8]] = [:]
            var failure: LaneError?
            var round = 0
            while failure == nil, round < 20_000 {
                round += 1
                var next = model
                do throws(LaneError) {
                    try lane.begin()
                    for number in 0..<batchCount {
                        let mixed = UInt64(round * batchCount + number) &* 0x9e37_79b9_7f4a_7c15
                        let key = (0..<6).map { UInt8(truncatingIfNeeded: mixed >> (8 * $0)) }
                        let value = [UInt8](repeating: UInt8(round & 0xff), count: valueByteCount)
                        try lane.setValue(value, for: key)
                        next[key] = value
                        if number % 5 == 4, let old = model.first?.key, next[old] != nil {
                            try lane.setValue(nil, for: old)
                            next[old] = nil
                        }
                    }
                    try lane.commit(.at(Int64(round)))
                    model = next
                } catch {
                    failure = error
                    lane.abort()
                }
            }
            #expect(failure?.message.contains("the disk is full") == true)
            #expect(lane.position == (round == 1 ? nil : .at(Int64(round - 1))))
            #expect(try lane.all() == model)
            // Room again: it goes on where it was.
            try FileManager.default.removeItem(atPath: filler)
            try lane.change(to: .at(99_999), [[1]: [1]])
            model[[1]] = [1]
            #expect(try lane.all() == model)
            lane.close()
        }
    }

    @Test func aDiskThatIsFullFromTheStartOpensNothing() throws {
        try withSmallDisk("64k") { disk in
            let store = try LMDBLaneStore(folder: disk + "/lanes")
            let error = #expect(throws: LaneError.self) { try store.open(partition: 0) }
            #expect(error?.message.contains("the disk is full") == true)
        }
    }
}
