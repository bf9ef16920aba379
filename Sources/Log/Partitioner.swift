/// Which partition a key belongs to: murmur2 as in Java's client (org.apache.kafka.common.utils.Utils.murmur2, with
/// `toPositive`), so that every client on the cluster agrees.
package enum Partitioner {
    /// `partitionCount` must be positive.
    package static func partition(of key: some Collection<UInt8>, among partitionCount: Int32) -> Int32 {
        Int32(murmur2(Array(key)) & 0x7fff_ffff) % partitionCount
    }

    package static func partition(of key: [UInt8], among partitionCount: Int32) -> Int32 {
        Int32(murmur2(key) & 0x7fff_ffff) % partitionCount
    }

    static func murmur2(_ data: [UInt8]) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        let wordsEnd = data.count & ~3
        for index in stride(from: 0, to: wordsEnd, by: 4) {
            var word =
                UInt32(data[index]) | UInt32(data[index + 1]) << 8 | UInt32(data[index + 2]) << 16
                | UInt32(data[index + 3]) << 24
            word = word &* multiplier
            word ^= word >> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
        }
        if wordsEnd < data.count {
            for index in (wordsEnd..<data.count).reversed() {
                hash ^= UInt32(data[index]) << UInt32(8 * (index - wordsEnd))
            }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        return hash ^ (hash >> 15)
    }
}
