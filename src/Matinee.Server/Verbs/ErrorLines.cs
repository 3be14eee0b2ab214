using Matinee.Server.Configuration;

namespace Matinee.Server.Verbs;

/// <summary>How a verb says on standard error that it cannot.</summary>
internal static class ErrorLines
{
    public static int Write(IReadOnlyList<ConfigurationError> errors)
    {
        Console.Error.WriteLine("matinee: the configuration is not usable:");
        foreach (var error in errors)
            Console.Error.WriteLine("  " + error);
        return ExitCodes.Usage;
    }

    public static int Write(string message, int exitCode)
    {
        Console.Error.WriteLine("matinee: " + message);
        return exitCode;
    }
}
