import Foundation
import Testing

@testable import LaneState

/// Damage, and the bounds of the map and the disk.
@Suite struct LaneFileTests {
    private let folder: TestFolder
    private var lanePath: String { folder.path + "/lane-0" }

    init() throws { folder = try TestFolder() }

    private func open(mapByteCountMax: Int = 16 << 20) throws -> any Lane {
        try LMDBLaneStore(folder: folder.path, mapByteCountMax: mapByteCountMax).open(partition: 0)
    }

    private func overwrite(_ range: Range<UInt64>, with byte: UInt8) throws {
        let file = try #require(FileHandle(forWritingAtPath: lanePath))
        try file.seek(toOffset: range.lowerBound)
        try file.write(contentsOf: Data(repeating: byte, count: range.count))
        try file.close()
    }

    private func fill() throws -> [[UInt8]: [UInt8]] {
        let lane = try open()
        let entries = Dictionary(
            uniqueKeysWithValues: (0..<300).map {
                ([UInt8($0 >> 8), UInt8($0 & 0xff)], [UInt8](repeating: 5, count: 90))
            })
        try lane.change(to: .at(1), entries)
        lane.close()
        return entries
    }

    @Test(arguments: [0x00, 0xff, 0x41] as [UInt8])
    func aLaneWithoutItsFirstPagesIsDropped(byte: UInt8) throws {
        _ = try fill()
        try overwrite(0..<8_192, with: byte)
        let lane = try open()
        #expect(lane.position == nil)
        try lane.change(to: .at(2), [[1]: [1]])
        lane.close()
        #expect(try open().position == .at(2))
    }

    @Test(arguments: [1, 4_095, 4_096, 8_192, 12_288] as [UInt64])
    func aLaneCutShortIsDropped(byteCount: UInt64) throws {
        _ = try fill()
        let file = try #require(FileHandle(forWritingAtPath: lanePath))
        try file.truncate(atOffset: byteCount)
        try file.close()
        let lane = try open()
        #expect(lane.position == nil)
        #expect(try lane.all().isEmpty)
        lane.close()
    }

    /// Every page in turn, so that roots, branches and leaves are among them.
    @Test("a page that the disk lost is found out when it is read, and the next opening begins anew")
    func aLostPage() throws {
        var damageCount = 0
        for page in UInt64(2)..<20 {
            try? FileManager.default.removeItem(atPath: folder.path + "/lane-0")
            let entries = try fill()
            try overwrite(page * 4_096..<(page + 1) * 4_096, with: 0)
            let lane = try open()
            guard lane.position != nil else { continue }
            do throws(LaneError) {
                try lane.begin()
                for (key, value) in entries {
                    let found = try lane.value(for: key)
                    #expect(found == value)
                }
                lane.close()
            } catch {
                damageCount += 1
                #expect(error.message.contains("the lane is damaged"))
                lane.close()
                let again = try open()
                #expect(again.position == nil)
                again.close()
            }
        }
        #expect(damageCount > 3)
    }

    @Test("where LMDB ends the process over a lost page, the next process begins anew")
    func aLostPageThatAborts() async throws {
        let middle = [UInt8](repeating: 0xa5, count: 90)
        let lane = try open()
        try lane.begin()
        for number in UInt8(0)..<250 {
            try lane.setValue(number == 125 ? middle : [UInt8](repeating: 5, count: 90), for: [number])
        }
        try lane.commit(.at(1))
        lane.close()
        // Neither a root nor the first leaf, whose loss is an error instead.
        let content = try Data(contentsOf: URL(filePath: lanePath))
        let place = try #require(content.firstRange(of: middle))
        let page = UInt64(place.lowerBound) / 4_096
        try overwrite(page * 4_096..<(page + 1) * 4_096, with: 0)
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = path as String] in
            let lane = try LMDBLaneStore(folder: path, mapByteCountMax: 16 << 20).open(partition: 0)
            guard lane.position == .at(1) else { return }
            _ = try lane.all()
        }
        let again = try open()
        #expect(again.position == nil)
        again.close()
    }

    @Test func aFileTakesNoMoreDiskThanItNeeds() throws {
        let lane = try open(mapByteCountMax: LMDBLaneStore.mapByteCountMax)
        try lane.change(to: .at(1), [[1]: [1]])
        var status = stat()
        // Writes one `stat`; the path is a C string for the call.
        #expect(unsafe stat(lanePath, &status) == 0)
        #expect(status.st_size == LMDBLaneStore.mapByteCountMax)
        #expect(status.st_blocks * 512 < 1 << 20)
        lane.close()
    }

    @Test func aFullMapIsAnErrorAndLosesNothing() throws {
        let lane = try open(mapByteCountMax: 1 << 20)
        var committed = 0
        var failure: LaneError?
        while failure == nil, committed < 1_000 {
            do throws(LaneError) {
                try lane.begin()
                for number in 0..<10 {
                    let key = [UInt8(committed >> 8), UInt8(committed & 0xff), UInt8(number)]
                    try lane.setValue([UInt8](repeating: 1, count: 1_000), for: key)
                }
                try lane.commit(.at(Int64(committed)))
                committed += 1
            } catch {
                failure = error
            }
        }
        #expect(
            failure?.message == "\(lanePath): the lane is full; raise the lanes' size limit, or commit smaller batches")
        lane.abort()
        #expect(committed > 20)
        #expect(lane.position == .at(Int64(committed - 1)))
        #expect(try lane.all().count == committed * 10)
        lane.close()
        // A larger map takes more.
        let larger = try open(mapByteCountMax: 4 << 20)
        #expect(try larger.all().count == committed * 10)
        try larger.change(to: .at(9_999), [[1]: [UInt8](repeating: 1, count: 60_000)])
        larger.close()
    }
}
