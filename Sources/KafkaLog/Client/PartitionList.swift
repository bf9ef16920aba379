internal import CRdKafka

/// A list of partitions with offsets, ours until the deinit.
@safe
final class PartitionList {
    static let invalid = Int64(RD_KAFKA_OFFSET_INVALID)
    /// As times, the first record's and the next one's.
    static let start = Int64(RD_KAFKA_OFFSET_BEGINNING)
    static let end = Int64(RD_KAFKA_OFFSET_END)

    let handle: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ topic: String, _ offsets: [(partition: Int32, offset: Int64)]) {
        unsafe handle = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for (partition, offset) in offsets {
            // The list copies the name; the row it returns is good until the next addition.
            unsafe rd_kafka_topic_partition_list_add(handle, topic, partition).pointee.offset = offset
        }
    }

    deinit {
        unsafe rd_kafka_topic_partition_list_destroy(handle)
    }

    struct Row {
        let partition: Int32
        let offset: Int64
        let code: rd_kafka_resp_err_t
    }

    /// Copies of the rows of somebody's list.
    @unsafe static func rows(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Row] {
        guard let list = unsafe list?.pointee else { return [] }
        return unsafe UnsafeBufferPointer(start: list.elems, count: Int(list.cnt)).map { row in
            Row(partition: unsafe row.partition, offset: unsafe row.offset, code: unsafe row.err)
        }
    }
}
