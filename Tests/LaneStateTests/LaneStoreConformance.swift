import Testing

@testable import LaneState

/// What every lane store promises, whatever it is made of. Each rule is checked on a store without lanes.
enum LaneStoreRule: String, CaseIterable, Sendable {
    case aNewLaneIsEmpty, whatIsSetIsRead, changesAreSeenBeforeTheyAreCommitted, abortDropsChanges
    case commitKeepsThePosition, aClosedLaneOpensAgain, lanesAreSeparate, removalRemoves, theWitnessStaysAtTheFurthest
    case keysMayBeAnyBytes, longKeysAreKeysLikeOthers, valuesMayBeEmptyOrLarge, boundsAreChecked
    case forEachSeesAll, forEachStartsWhereAsked, forEachPassesErrorsOn, misuseIsRefused, aLaneOpensOnce,
        closingAbortsFirst
    case manyEntriesOverManyCommits

    func check(_ store: any LaneStore) throws {
        switch self {
        case .aNewLaneIsEmpty: try LaneStoreRules.aNewLaneIsEmpty(store)
        case .whatIsSetIsRead: try LaneStoreRules.whatIsSetIsRead(store)
        case .changesAreSeenBeforeTheyAreCommitted: try LaneStoreRules.changesAreSeenBeforeTheyAreCommitted(store)
        case .abortDropsChanges: try LaneStoreRules.abortDropsChanges(store)
        case .commitKeepsThePosition: try LaneStoreRules.commitKeepsThePosition(store)
        case .aClosedLaneOpensAgain: try LaneStoreRules.aClosedLaneOpensAgain(store)
        case .lanesAreSeparate: try LaneStoreRules.lanesAreSeparate(store)
        case .removalRemoves: try LaneStoreRules.removalRemoves(store)
        case .theWitnessStaysAtTheFurthest: try LaneStoreRules.theWitnessStaysAtTheFurthest(store)
        case .keysMayBeAnyBytes: try LaneStoreRules.keysMayBeAnyBytes(store)
        case .longKeysAreKeysLikeOthers: try LaneStoreRules.longKeysAreKeysLikeOthers(store)
        case .valuesMayBeEmptyOrLarge: try LaneStoreRules.valuesMayBeEmptyOrLarge(store)
        case .boundsAreChecked: try LaneStoreRules.boundsAreChecked(store)
        case .forEachSeesAll: try LaneStoreRules.forEachSeesAll(store)
        case .forEachStartsWhereAsked: try LaneStoreRules.forEachStartsWhereAsked(store)
        case .forEachPassesErrorsOn: try LaneStoreRules.forEachPassesErrorsOn(store)
        case .misuseIsRefused: try LaneStoreRules.misuseIsRefused(store)
        case .aLaneOpensOnce: try LaneStoreRules.aLaneOpensOnce(store)
        case .closingAbortsFirst: try LaneStoreRules.closingAbortsFirst(store)
        case .manyEntriesOverManyCommits: try LaneStoreRules.manyEntriesOverManyCommits(store)
        }
    }
}

extension LanePosition {
    /// A position that differs for each number.
    static func at(_ number: Int64) -> LanePosition {
        LanePosition(inputOffsetNext: number, changelogOffsetNext: number * 3)
    }
}

extension Lane {
    /// One transaction.
    func change(to position: LanePosition, _ changes: [[UInt8]: [UInt8]?]) throws {
        try begin()
        for (key, value) in changes { try setValue(value, for: key) }
        try commit(position)
    }

    /// One value, read in a transaction of its own.
    func read(_ key: [UInt8]) throws -> [UInt8]? {
        try begin()
        defer { abort() }
        return try value(for: key)
    }

    func all() throws -> [[UInt8]: [UInt8]] {
        var entries: [[UInt8]: [UInt8]] = [:]
        try forEach { key, value in
            #expect(entries.updateValue(value, forKey: key) == nil, "a key came twice")
        }
        return entries
    }
}
