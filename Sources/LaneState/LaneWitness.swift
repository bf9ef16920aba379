internal import Files
internal import Glibc

/// The furthest that a lane is known to have stood, in a small file beside it. It outlives the lane's own file, whose
/// pages are not trusted after the death of the machine: a log that ends before this position is an older copy.
///
/// It may be behind the lane, by what the machine did not write to the disk before its death, and is never ahead of
/// it. The line is written in place and has always the same length: a disk keeps the old one or the new one.
final class LaneWitness {
    static let suffix = ".witness"
    /// The version of the line; another one is not read.
    private static let formatVersion = 1
    private static let lineByteCount = 64

    private let path: String
    private let file: Descriptor
    private(set) var position: LanePosition?
    /// Holds something that is no position of this version.
    let isUnreadable: Bool
    private var syncedAt = ContinuousClock.now

    /// Makes the file where there is none: lanes of the version before have none, and nothing is known of them. The
    /// lane's lock is the caller's.
    init(path: String) throws(LaneError) {
        file = try Descriptor(lane: path)
        self.path = path
        let line = file.beginning(byteCountMax: Self.lineByteCount + 1)
        position = line.flatMap(Self.position)
        isUnreadable = line?.isEmpty != true && position == nil
    }

    /// Keeps the position where it is further than what is known; on the disk at once, or else now and then.
    func note(_ position: LanePosition, isDurable: Bool = false) throws(LaneError) {
        let furthest = self.position?.furthest(position) ?? position
        if furthest != self.position {
            try write(furthest)
            self.position = furthest
        }
        let now = ContinuousClock.now
        guard isDurable || now - syncedAt >= LaneLimits.witnessSyncInterval else { return }
        guard fdatasync(file.number) == 0 else { throw .system(path) }
        syncedAt = now
    }

    private func write(_ position: LanePosition) throws(LaneError) {
        var line = [UInt8](
            "witness \(Self.formatVersion) \(position.inputOffsetNext) \(position.changelogOffsetNext) ".utf8)
        line.append(contentsOf: repeatElement(UInt8(ascii: "."), count: max(0, Self.lineByteCount - 1 - line.count)))
        line.append(UInt8(ascii: "\n"))
        guard file.setBeginning(line) else { throw .system(path) }
    }

    private static func position(in line: ArraySlice<UInt8>) -> LanePosition? {
        guard line.count == lineByteCount, line.last == UInt8(ascii: "\n") else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[0] == "witness", words[1] == "\(formatVersion)",
            let input = Int64(words[2]), let changelog = Int64(words[3]), input >= 0, changelog >= 0
        else { return nil }
        return LanePosition(inputOffsetNext: input, changelogOffsetNext: changelog)
    }
}

extension LanePosition {
    /// Of each offset the larger.
    package func furthest(_ other: LanePosition) -> LanePosition {
        LanePosition(
            inputOffsetNext: max(inputOffsetNext, other.inputOffsetNext),
            changelogOffsetNext: max(changelogOffsetNext, other.changelogOffsetNext))
    }
}
