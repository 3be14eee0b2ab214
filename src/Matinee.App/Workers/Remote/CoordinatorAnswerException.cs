namespace Matinee.App.Workers.Remote;

/// <summary>A server understood and said no; asking another, or again, gives the same.</summary>
/// <param name="code">Of the problem; empty when somebody between answered.</param>
internal sealed class CoordinatorAnswerException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
