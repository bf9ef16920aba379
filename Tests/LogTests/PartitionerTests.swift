internal import Testing

@testable internal import Log

/// The vectors come from Java: org.apache.kafka.common.utils.Utils of kafka-clients 4.3.1.
@Suite struct PartitionerTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let key: [UInt8]
        let hash: UInt32
        /// Utils.toPositive(hash) % 12
        let partitionOf12: Int32

        var testDescription: String { "\(key.count) bytes: \(String(decoding: key, as: UTF8.self))" }

        init(_ key: [UInt8], _ hash: UInt32, _ partitionOf12: Int32) {
            self.key = key
            self.hash = hash
            self.partitionOf12 = partitionOf12
        }

        init(_ text: String, _ hash: UInt32, _ partitionOf12: Int32) {
            self.init(Array(text.utf8), hash, partitionOf12)
        }
    }

    static let vectors = [
        Vector("", 0x106e_08d9, 9),
        Vector("4", 0x5a4b_5ca1, 1),
        Vector("34", 0x8739_30da, 6),
        Vector("234", 0xe7c0_09ca, 2),
        Vector("1234", 0x9fc9_7b14, 0),
        Vector("21", 0xc5f2_f8ec, 0),
        Vector("kafka", 0xd067_cf64, 4),
        Vector("foobar", 0xd0e4_7bbe, 6),
        Vector("giberish123456789", 0x8f55_2b0c, 8),
        Vector("a-little-bit-longer-string", 0xa768_c9c3, 11),
        Vector("carrier-1/biz/ORDER-0001", 0xf86d_2d59, 9),
        Vector(Array(0...255), 0x8bde_9476, 10),
        Vector([255, 254, 128], 0xf66b_8283, 3),
    ]

    @Test(arguments: vectors)
    func `a key has the hash that Java gives it`(_ vector: Vector) {
        #expect(Partitioner.murmur2(vector.key) == vector.hash)
    }

    @Test(arguments: vectors)
    func `a key belongs to the partition that Java's client sends it to`(_ vector: Vector) {
        #expect(Partitioner.partition(of: vector.key, among: 12) == vector.partitionOf12)
        #expect(Partitioner.partition(of: vector.key[...], among: 12) == vector.partitionOf12)
        #expect(Partitioner.partition(of: vector.key, among: 1) == 0)
    }
}
