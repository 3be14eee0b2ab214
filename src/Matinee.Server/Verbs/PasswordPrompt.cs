using System.CommandLine;
using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary>A password comes from the keyboard without echo or from standard input, never from an argument: those show in <c>ps</c>.</summary>
internal static class PasswordPrompt
{
    public static Option<bool> FromInput() => new("--password-stdin") { Description = "Read the password from standard input." };

    public static string Read(bool fromInput, string question)
    {
        if (fromInput)
            return Console.In.ReadLine() ?? throw new FormatException("--password-stdin: standard input is empty.");
        if (Console.IsInputRedirected)
            throw new FormatException("There is no terminal to ask for the password; use --password-stdin.");
        return AnsiConsole.Prompt(new TextPrompt<string>(question).Secret(null));
    }
}
