namespace Matinee.Server.Verbs;

/// <summary>What the shell sees; documented in docs/4-reference/commands.md.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int NotAllowed = 4;
    public const int Unavailable = 5;
}
