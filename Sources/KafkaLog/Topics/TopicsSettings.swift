internal import Log

extension TopicPolicy {
    /// All that is set on the topic on a cluster: what its file says, and what the log's promises rest on. A given
    /// number of in-sync replicas goes before the file's.
    func settingsOnCluster(_ minimumInSyncReplicas: Int32?) -> [String: String] {
        let sizeMax = LogLimits.byteCountMax(of: topic) + KafkaLogLimits.framingByteCountMax
        var all = settings
        all["max.message.bytes"] = "\(sizeMax)"
        // A record's time is its appender's word; retention by it is ours to answer for.
        all["message.timestamp.type"] = "CreateTime"
        all["message.timestamp.before.max.ms"] = "\(Int64.max)"
        all["message.timestamp.after.max.ms"] = "\(Int64.max)"
        all["unclean.leader.election.enable"] = "false"
        if let minimumInSyncReplicas { all["min.insync.replicas"] = "\(minimumInSyncReplicas)" }
        switch cleanup {
        case .delete(let retention):
            all["cleanup.policy"] = "delete"
            all["retention.ms"] = Self.milliseconds(retention) ?? "-1"
        case .compact(let retention):
            all["cleanup.policy"] = "compact"
            all["delete.retention.ms"] = Self.milliseconds(retention) ?? "\(Int64.max)"
        }
        return all
    }

    /// Nil for what is longer than milliseconds can say. What is shorter than one counts as one.
    private static func milliseconds(_ duration: Duration) -> String? {
        Int64(exactly: max(1, duration.attoseconds / 1_000_000_000_000_000)).map(String.init)
    }
}
