using System.Diagnostics;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Programs as a person runs them, signed in as the administrator of a server.</summary>
internal sealed class CommandLine(MatineeProcess server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Task<(int Code, string Output, string Error)> MatineeAsync(params string[] arguments) =>
        RunAsync("dotnet", [MatineeProcess.Program(), .. arguments]);

    /// <summary>With a terminal of 120 columns.</summary>
    public Task<(int Code, string Output, string Error)> AtTerminalAsync(params string[] arguments) =>
        RunAsync("script", ["-qec", $"stty cols 120 rows 40; dotnet {MatineeProcess.Program()} {string.Join(' ', arguments)}", "/dev/null"]);

    public async Task<(int Code, string Output, string Error)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken until = default)
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
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var error = process.StandardError.ReadToEndAsync(stop);
        try
        {
            if (until.CanBeCanceled)
            {
                await Task.Delay(Timeout.Infinite, until).ContinueWith(_ => { }, TaskScheduler.Default);
                using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await interrupt.WaitForExitAsync(stop);
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
}
