/// The account of a command: 10001 and 10002; a cancel has 30001 for a BizID that does not exist (wechat.md section 2).
struct AccountCheck {
    let reference: Reference

    /// For an order the account must be active; a suspended one may still cancel.
    func carrier(of key: OrderKey, passwordDigest: Digest, isCancel: Bool = false) throws(Refusal) -> Carrier {
        let unknown = isCancel ? Refusal.Reason.unknownOrder : .unknownAccount
        guard let carrier = reference.carrier(key.carrier) else {
            throw Refusal(.other, "the carrier is not configured")
        }
        guard !key.bizID.isEmpty else { throw Refusal(unknown, "BizID is empty") }
        guard key.bizID.utf8.count <= WaybillLimits.bizIDByteCountMax,
            let account = reference.account(carrier: key.carrier, bizID: key.bizID)
        else { throw Refusal(unknown, "BizID is not an account of this carrier") }
        guard isCancel || account.isActive else {
            throw Refusal(.unknownAccount, "the account of BizID is suspended")
        }
        guard account.takes(passwordDigest) else {
            throw Refusal(.wrongPassword, "BizPwd is not the password of BizID")
        }
        return carrier
    }
}
