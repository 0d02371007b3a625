@echo off
rem The old habit still works: shows what was mended, before and after.
chcp 65001 >nul
call "%~dp0gamezone.cmd" repair --yes %*
set RESULT=%ERRORLEVEL%
pause
exit /b %RESULT%
