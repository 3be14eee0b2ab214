namespace Matinee.Load.Tables;

/// <param name="Recovered">Members to whom the server said that nothing is missing.</param>
/// <param name="Missed">Publications that members never got: numbers a member skipped, over all members.</param>
internal sealed record ResumeRound(string Peer, string Cause, int Members, TimeSpan Back, int Recovered, long Missed, long Twice);
