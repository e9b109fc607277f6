; Albumen's installer for Windows: for one person, without administrator.
; makensis -DVERSION=0.1.0 -DVERSION4=0.1.0.0 -DBUNDLE=folder -DICON=file.ico -DOUT=setup.exe albumen.nsi
Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define APP "Albumen"
!define REG_UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Albumen"
!define REG_APP "Software\Albumen"
!define WINDOW "albumen-window.exe"

Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${REG_APP}" "InstallDir"
BrandingText "${APP} ${VERSION}"
VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${APP}"
VIAddVersionKey "FileDescription" "${APP} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString FOLDER_VERB ${LANG_ENGLISH} "Open folder with Albumen"
LangString FOLDER_VERB ${LANG_SIMPCHINESE} "用 Albumen 打开文件夹"
LangString IS_RUNNING ${LANG_ENGLISH} "Albumen is running. Close it, then try again."
LangString IS_RUNNING ${LANG_SIMPCHINESE} "Albumen 正在运行。请先关闭，然后重试。"
LangString LIBRARY_KEPT ${LANG_ENGLISH} "Albumen was removed. Your library, labels and settings were kept in $LOCALAPPDATA\albumen."
LangString LIBRARY_KEPT ${LANG_SIMPCHINESE} "Albumen 已移除。您的照片库、标记和设置保留在 $LOCALAPPDATA\albumen。"

; A program that runs cannot be opened for writing: that tells without a plug-in.
!macro STOP_IF_RUNNING FILE
  IfFileExists "$INSTDIR\${FILE}" 0 +7
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    IfErrors 0 +3
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDOK
      Abort
    FileClose $0
!macroend

; Removes what setup put there, and nothing else: a folder albumen-data beside it stays.
!macro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\albumen.exe"
  Delete "$INSTDIR\albumen-window.exe"
!macroend

Section "Install"
  SetOutPath "$INSTDIR"
  !insertmacro STOP_IF_RUNNING "albumen.exe"
  !insertmacro STOP_IF_RUNNING "${WINDOW}"
  ; An upgrade must not leave modules of the older version behind.
  !insertmacro REMOVE_PROGRAM
  File /r "${BUNDLE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\${WINDOW}" "" "$INSTDIR\${WINDOW}"

  WriteRegStr HKCU "${REG_APP}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\Directory\shell\Albumen" "" "$(FOLDER_VERB)"
  WriteRegStr HKCU "Software\Classes\Directory\shell\Albumen" "Icon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "Software\Classes\Directory\shell\Albumen\command" "" '"$INSTDIR\${WINDOW}" window "%1"'
  WriteRegStr HKCU "Software\Classes\Directory\Background\shell\Albumen" "" "$(FOLDER_VERB)"
  WriteRegStr HKCU "Software\Classes\Directory\Background\shell\Albumen" "Icon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "Software\Classes\Directory\Background\shell\Albumen\command" "" '"$INSTDIR\${WINDOW}" window "%V"'

  WriteRegStr HKCU "${REG_UNINSTALL}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${REG_UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REG_UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${REG_UNINSTALL}" "Publisher" "The Albumen maintainers"
  WriteRegStr HKCU "${REG_UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${REG_UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REG_UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REG_UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${REG_UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${REG_UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro STOP_IF_RUNNING "albumen.exe"
  !insertmacro STOP_IF_RUNNING "${WINDOW}"
  !insertmacro REMOVE_PROGRAM
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${APP}.lnk"
  DeleteRegKey HKCU "Software\Classes\Directory\shell\Albumen"
  DeleteRegKey HKCU "Software\Classes\Directory\Background\shell\Albumen"
  DeleteRegKey HKCU "${REG_UNINSTALL}"
  DeleteRegKey HKCU "${REG_APP}"
  DetailPrint "$(LIBRARY_KEPT)"
SectionEnd
