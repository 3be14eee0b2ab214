using System.Diagnostics;
using System.Text;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Programs as a person runs them, signed in as the administrator of a server.</summary>
internal sealed class CommandLine(MatineeProcess server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public Task<(int Code, string Output, string Error)> MatineeAsync(params string[] arguments) =>
        RunAsync("dotnet", [MatineeProcess.Program(), .. arguments]);

    /// <summary>With a terminal of 120 columns.</summary>
    /// <param name="onceItSpoke">Done as soon as anything is on the screen.</param>
    public Task<(int Code, string Output, string Error)> AtTerminalAsync(Func<Task> onceItSpoke, params string[] arguments) =>
        RunAsync("script", ["-qec", $"stty cols 120 rows 40; dotnet {MatineeProcess.Program()} {string.Join(' ', arguments)}", "/dev/null"], onceItSaid: ("", onceItSpoke));

    /// <param name="untilItSpoke">Awaited, told whether it has spoken; then it is interrupted.</param>
    /// <param name="onceItSaid">What is done once these words are in its output.</param>
    public async Task<(int Code, string Output, string Error)> RunAsync(
        string program, IReadOnlyList<string> arguments, Func<Func<bool>, Task>? untilItSpoke = null, (string Words, Func<Task> Then)? onceItSaid = null)
    {
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["MATINEE_URL"] = server.Address.ToString().TrimEnd('/');
        start.Environment["MATINEE_TOKEN"] = await server.AdminTokenAsync(stop);
        start.Environment["HOME"] = server.DataFolder;
        start.Environment["XDG_CONFIG_HOME"] = server.DataFolder;
        start.Environment["TERM"] = "xterm-256color";
        using var process = new Process { StartInfo = start };
        process.Start();
        var spoken = new StringBuilder();
        var output = ReadAsync(process.StandardOutput, spoken, stop);
        var error = process.StandardError.ReadToEndAsync(stop);
        try
        {
            if (untilItSpoke is not null)
            {
                await untilItSpoke(() => HasSaid("", spoken));
                using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await interrupt.WaitForExitAsync(stop);
            }

            if (onceItSaid is var (words, then))
            {
                await Patient.UntilAsync(() => process.HasExited || HasSaid(words, spoken), stop);
                await then();
            }

            await process.WaitForExitAsync(stop).WaitAsync(Patience, stop);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, StringBuilder spoken, CancellationToken stop)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, stop) is > 0 and var read)
        {
            lock (spoken)
                spoken.Append(buffer, 0, read);
        }

        lock (spoken)
            return spoken.ToString();
    }

    private static bool HasSaid(string words, StringBuilder spoken)
    {
        lock (spoken)
            return spoken.Length > 0 && spoken.ToString().Contains(words, StringComparison.Ordinal);
    }
}
