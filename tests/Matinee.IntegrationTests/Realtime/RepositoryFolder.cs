namespace Matinee.IntegrationTests.Realtime;

internal static class RepositoryFolder
{
    public static string Root { get; } = Testing.MatineeProcess.RepositoryRoot();
}
