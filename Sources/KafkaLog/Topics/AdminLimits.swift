/// The bounds of questions and orders to the cluster's administration. Times are in milliseconds.
enum AdminLimits {
    /// One request with its answer, finding the broker included.
    static let requestTimeout = KafkaLogLimits.questionTimeout
    /// Until every broker knows what was made.
    static let spreadTimeout = KafkaLogLimits.settleTimeout
    /// librdkafka's own words about what it refuses.
    static let faultByteCountMax = 256
    /// A topic's name on the cluster, in ASCII; Kafka's own limit.
    static let topicNameByteCountMax = 249
    /// The name of a user in an ACL.
    static let principalByteCountMax = 256
}
