@echo off
rem Runs GameZone's commands with the Node that npm pinned.
"%~dp0node_modules\.bin\node.cmd" "%~dp0src\cli\main.ts" %*
