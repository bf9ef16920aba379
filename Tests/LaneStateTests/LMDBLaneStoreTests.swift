import Foundation
import Synchronization
import Testing

@testable import LaneState

/// A folder of the test's own, deleted at its end.
final class TestFolder {
    let path = FileManager.default.temporaryDirectory.path + "/lanes-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct LMDBLaneStoreTests {
    private let folder: TestFolder
    private var store: String { folder.path + "/store" }

    init() throws { folder = try TestFolder() }

    private func makeStore(
        _ path: String? = nil, boot: String? = "boot-1", mapByteCountMax: Int = 16 << 20
    ) throws -> LMDBLaneStore {
        try LMDBLaneStore(folder: path ?? store, bootID: boot, mapByteCountMax: mapByteCountMax)
    }

    /// What the disk would hold if the process died now.
    private func copy(_ name: String) throws -> String {
        let path = folder.path + "/" + name
        try FileManager.default.copyItem(atPath: store, toPath: path)
        return path
    }

    @Test(arguments: LaneStoreRule.allCases)
    func rule(_ rule: LaneStoreRule) throws { try rule.check(makeStore()) }

    @Test func theDeathOfTheProcessLosesWhatWasNotCommittedAlone() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10], [2]: [UInt8](repeating: 2, count: 9_000)])
        let between = try copy("between")
        try lane.begin()
        try lane.setValue([11], for: [1])
        try lane.setValue(nil, for: [2])
        for number in 0..<2_000 { try lane.setValue([9], for: [3, UInt8(number >> 8), UInt8(number & 0xff)]) }
        let during = try copy("during")
        lane.abort()
        for path in [between, during] {
            let survivor = try makeStore(path).open(partition: 0)
            #expect(survivor.position == .at(1))
            #expect(try survivor.all() == [[1]: [10], [2]: [UInt8](repeating: 2, count: 9_000)])
            try survivor.change(to: .at(2), [[1]: [12]])
            #expect(try survivor.read([1]) == [12])
            survivor.close()
        }
        lane.close()
    }

    @Test func theDeathOfTheMachineEmptiesALaneThatWasOpen() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        let path = try copy("later")
        lane.close()
        let dropped = Mutex<[String]>([])
        let survivors = try LMDBLaneStore(folder: path, bootID: "boot-2", mapByteCountMax: 16 << 20) { lane, reason in
            dropped.withLock { $0.append("\(lane): \(reason)") }
        }
        #expect(dropped.withLock { $0 }.isEmpty)
        let survivor = try survivors.open(partition: 0)
        try survivors.open(partition: 1).close()
        #expect(dropped.withLock { $0 } == ["0: the machine stopped while the lane was open"], "a new lane is no news")
        #expect(survivor.position == nil)
        #expect(try survivor.all().isEmpty)
        survivor.close()
    }

    @Test func aCleanCloseSurvivesTheMachine() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        lane.close()
        let survivor = try makeStore(boot: "boot-2").open(partition: 0)
        #expect(survivor.position == .at(1))
        #expect(try survivor.all() == [[1]: [10]])
        let path = try copy("third")
        survivor.close()
        // Opened in boot 2 and not closed: good in boot 2, and in no other.
        let same = try makeStore(path, boot: "boot-2").open(partition: 0)
        #expect(same.position == .at(1))
    }

    @Test func openingTakesTheCleanMarkAway() throws {
        let store = try makeStore()
        try store.open(partition: 0).close()
        let lane = try store.open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        let path = try copy("crashed")
        lane.close()
        #expect(try makeStore(path, boot: "boot-2").open(partition: 0).position == nil)
    }

    @Test func aLaneThatIsLetGoWithoutCloseIsUnlockedAndStillOpen() throws {
        let store = try makeStore()
        do {
            let lane = try store.open(partition: 0)
            try lane.change(to: .at(1), [[1]: [10]])
        }
        #expect(try store.open(partition: 0).position == .at(1))
        #expect(try makeStore(boot: "boot-2").open(partition: 0).position == nil)
    }

    @Test(arguments: ["", "lane 2 closed - \n", "lane 1 closed -", "lane 1 clos", "lane 1 open  \n", "\u{0}\u{0}\u{0}"])
    func aLaneOfAnotherFormatOrWithoutAMarkIsDropped(mark: String) throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        lane.close()
        try mark.write(toFile: store + "/lane-0.mark", atomically: false, encoding: .utf8)
        let again = try makeStore().open(partition: 0)
        #expect(again.position == nil)
        #expect(try again.all().isEmpty)
        again.close()
    }

    @Test func aLostMarkDropsTheLane() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(1), [[1]: [10]])
        lane.close()
        try FileManager.default.removeItem(atPath: store + "/lane-0.mark")
        #expect(try makeStore().open(partition: 0).position == nil)
    }

    @Test func aHeldLaneIsRefusedByName() throws {
        let lane = try makeStore().open(partition: 3)
        let path = store + "/lane-3.mark"
        let message = "\(path): it is open elsewhere; give each process a folder of its own"
        #expect(throws: LaneError(message)) { try makeStore().open(partition: 3) }
        lane.close()
    }

    @Test func aHeldFolderIsRefusedWithItsHolder() throws {
        _ = try makeStore()
        let lock = try LaneFolderLock(folder: store)
        let holder = ProcessInfo.processInfo.processIdentifier
        let message = "\(store) belongs to process \(holder): stop it, or give each process a folder of its own"
        #expect(throws: LaneError(message)) { try LaneFolderLock(folder: store) }
        try Data("nonsense".utf8).write(to: URL(filePath: store + "/lock"))
        #expect(throws: LaneError(message.replacing("process \(holder)", with: "another process"))) {
            try LaneFolderLock(folder: store)
        }
        withExtendedLifetime(lock) {}
    }

    @Test func aLaneThatIsNotTrustedAnyMoreLeavesItsWitness() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(7), [[1]: [10]])
        let path = try copy("later")
        lane.close()
        for boot in ["boot-2", "boot-3"] {
            let store = try makeStore(path, boot: boot)
            #expect(store.holds(partition: 0) && !store.holds(partition: 1))
            let survivor = try store.open(partition: 0)
            #expect(survivor.position == nil)
            #expect(survivor.witness == .at(7))
            // Restored half, and the machine dies again.
            try survivor.change(to: .at(2), [[1]: [10]])
            #expect(survivor.witness == .at(7))
        }
    }

    @Test func aLaneOfTheVersionBeforeHasNoWitnessAndIsOpened() throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(7), [[1]: [10]])
        lane.close()
        try FileManager.default.removeItem(atPath: store + "/lane-0.witness")
        let again = try makeStore().open(partition: 0)
        #expect(again.position == .at(7))
        #expect(again.witness == .at(7))
        again.close()
        #expect(FileManager.default.fileExists(atPath: store + "/lane-0.witness"))
    }

    @Test(arguments: ["nonsense", "witness 2 7 21 \n", String(repeating: "\u{0}", count: 64)])
    func aWitnessThatCannotBeReadStopsNoLaneThatIsTrusted(content: String) throws {
        let lane = try makeStore().open(partition: 0)
        try lane.change(to: .at(7), [[1]: [10]])
        lane.close()
        try content.write(toFile: store + "/lane-0.witness", atomically: false, encoding: .utf8)
        let again = try makeStore().open(partition: 0)
        #expect(again.position == .at(7))
        #expect(again.witness == .at(7))
        let path = try copy("later")
        again.close()
        try content.write(toFile: path + "/lane-0.witness", atomically: false, encoding: .utf8)
        let error = #expect(throws: LaneError.self) { try makeStore(path, boot: "boot-2").open(partition: 0) }
        #expect(error?.message.contains("\(path)/lane-0.witness: it cannot be read") == true)
        #expect(FileManager.default.fileExists(atPath: path + "/lane-0"))
    }

    @Test func theMachinesOwnBootIsTheDefault() throws {
        let lane = try makeStore(boot: nil).open(partition: 0)
        try lane.change(to: .at(1), [:])
        let path = try copy("same-boot")
        lane.close()
        #expect(try makeStore(path, boot: nil).open(partition: 0).position == .at(1))
    }

    @Test func aStoreNamesAFolderThatItCannotMake() throws {
        let error = #expect(throws: LaneError.self) { try LMDBLaneStore(folder: folder.path + "/no/such") }
        #expect(error?.message.hasPrefix(folder.path + "/no/such: ") == true)
    }
}
