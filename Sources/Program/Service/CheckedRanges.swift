internal import Crypto
internal import Files
internal import Foundation
internal import Processor
internal import Synchronization
internal import Waybill

/// The ranges that were compared with every partition of the log, in a file beside the lanes: a start on unchanged
/// ranges needs no other partition. A file that is gone or of other ranges costs a reading of the log, no more.
final class CheckedRanges: RangeWitness {
    private let path: String
    private let digest: String
    private let partitions: Mutex<Set<Int32>>

    init(in folder: String, of reference: Reference) throws {
        path = folder + "/checked-ranges"
        let ranges = reference.carriers.flatMap { carrier in
            ["issued \(carrier.issued)"] + carrier.given.map { "given \($0)" }
        }
        digest = Hex.encode(SHA256.digest(Array(ranges.sorted().joined(separator: "\n").utf8)))
        let words = try textIfThere(path)?.split(whereSeparator: \.isWhitespace) ?? []
        partitions = Mutex(words.first == digest[...] ? Set(words.dropFirst().compactMap { Int32($0) }) : [])
    }

    func isChecked(_ partition: Int32) -> Bool { partitions.withLock { $0.contains(partition) } }

    func check(_ checked: [Int32]) {
        partitions.withLock { partitions in
            guard !partitions.isSuperset(of: checked) else { return }
            partitions.formUnion(checked)
            let list = partitions.sorted().map(String.init).joined(separator: " ")
            // Without the file the next start compares anew.
            try? writeFile("\(digest)\n\(list)\n", to: path)
        }
    }
}
