namespace Matinee.Realtime.Protocol;

/// <summary>Why a command was refused, as its reply says it. Codes of an application lie in 400 to 1999.</summary>
/// <param name="IsTemporary">The client may try the same again.</param>
public sealed record RealtimeError(uint Code, string Message, bool IsTemporary = false);
