namespace Matinee.App.Limits;

/// <summary>What is counted; the rates stand in <see cref="LimitOptions"/>.</summary>
public enum Limit
{
    LoginPerAccount,
    LoginPerAddress,
    Registration,
    Upload,
    WorkerKey,
    Api,
}
